//! The frame of one piece of evidence: its title, what it says in one sentence, the picture, the numbers.

use super::phrases::family;
use crate::report::numbers::percent;
use crate::review::lang::Lang;
use maud::Markup;
use maud::html;

/// One piece of evidence, ready to be placed.
pub(super) struct Panel {
    /// Last part of its anchor; from a closed list.
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    /// Families of reasons that rest on it.
    pub(super) families: &'static [&'static str],
    /// Takes the whole width.
    pub(super) wide: bool,
    /// Height, about, in lines of text: what the two columns are balanced by.
    pub(super) tall: usize,
    /// `None` where the dossier holds nothing of it.
    pub(super) body: Option<Markup>,
}

impl Panel {
    /// The panel as a section; `share` is what its families carry of the score.
    pub(super) fn section(&self, prefix: &str, share: f64, lang: Lang) -> Markup {
        let id = format!("{prefix}-{}", self.key);
        html! {
            @if let Some(body) = &self.body {
                section.panel.wide[self.wide] id=(id) aria-labelledby={ (id) "-head" } {
                    h3 id={ (id) "-head" } {
                        (self.title)
                        @if share > 0.0 {
                            " " span.carries {
                                @for (i, id) in self.families.iter().enumerate() { @if i > 0 { " + " } (family(id, lang).1) }
                                " " (percent(share)) (lang.of(" of the score", ""))
                            }
                        }
                    }
                    (body)
                }
            }
        }
    }
}

/// A row of a list of facts.
pub(super) fn fact(name: &str, value: Markup) -> Markup {
    html! { div { dt { (name) } dd { (value) } } }
}

/// A share as a short bar; the number stands beside it in words.
pub(super) fn meter(share: f64, class: &str) -> Markup {
    let full = if share.is_finite() { share.clamp(0.0, 1.0) * 100.0 } else { 0.0 };
    html! {
        svg.meter viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.trough x="0" y="0" width="100" height="8" {}
            rect class=(class) x="0" y="0" width=(format!("{full:.1}")) height="8" {}
        }
    }
}
