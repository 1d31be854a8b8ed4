//! What every HTML page of this room has around it: a head that forbids whatever is not in the file, and titled sections.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Nothing is fetched, nothing runs, nothing is sent: in case a declared text finds a way past the escaping.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// A whole page: `title` for the tab, styles beside the common one, and the body element.
pub(super) fn framed(title: Markup, styles: &[&str], body: Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) " · tidewaiter" }
                style { (PreEscaped(include_str!("page.css"))) @for style in styles { (PreEscaped(style)) } }
            }
            (body)
        }
    }
    .into_string()
}

/// A part of a page under its title in English and Chinese, to which its id leads.
pub(super) fn section(id: &str, title_en: &str, title_zh: &str, body: Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (title_en) " " span.zh lang="zh-Hans" { (title_zh) } }
            (body)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_forbids_what_is_not_in_it_and_escapes_its_title() {
        let page = framed(html! { ("<b>") }, &[".mine{}"], html! { body { (section("a", "Part", "部分", html! {})) } });
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\"><head>"));
        assert!(page.contains("default-src 'none'") && page.contains("<title>&lt;b&gt; · tidewaiter</title>"));
        assert!(page.contains(".mine{}</style>") && page.ends_with("</body></html>"));
        assert!(page.contains("<section id=\"a\" aria-labelledby=\"a-title\"><h2 id=\"a-title\">Part "));
    }
}
