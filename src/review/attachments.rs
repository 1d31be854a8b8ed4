//! Files that belong to a case: taken in within a limit, given out so that no browser runs them.

use super::desk::Desk;
use super::fault::Fault;
use super::seat::PROOF;
use super::seat::Seat;
use super::seat::same;
use axum::extract::FromRequest;
use axum::extract::Multipart;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;

/// Characters of a file's name that are kept.
const NAME_MAX: usize = 120;

/// `/cases/{id}/attach`
pub async fn attach(
    State(desk): State<Desk>,
    Path(id): Path<i64>,
    seat: Seat,
    request: Request,
) -> Result<Response, Fault> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Fault::NotOurs)?;
    let (mut proven, mut file) = (false, None);
    while let Some(part) = parts.next_field().await.map_err(|_| Fault::TooLarge)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == PROOF {
            proven = same(&part.text().await.map_err(|_| Fault::TooLarge)?, &seat.proof);
            if !proven {
                return Err(Fault::NotOurs);
            }
        } else if name == "file" && proven {
            let called = part.file_name().unwrap_or_default().to_owned();
            let kind = part.content_type().unwrap_or("application/octet-stream").to_owned();
            file = Some((called, kind, part.bytes().await.map_err(|_| Fault::TooLarge)?));
        }
    }
    if !proven {
        return Err(Fault::NotOurs);
    }
    let Some((called, kind, bytes)) = file.filter(|(_, _, bytes)| !bytes.is_empty()) else {
        return Err(Fault::Invalid(seat.lang().t(super::words::case::ATTACH).to_owned()));
    };
    let (who, at, name) = (seat.actor, desk.now(), plain_name(&called));
    desk.ask(move |store| store.attach(&who, at, id, &name, &kind, &bytes)).await?;
    Ok(Redirect::to(&format!("/cases/{id}#attachments-title")).into_response())
}

/// `/attachments/{id}`: always to be kept as a file, never shown as a page.
pub async fn attachment(State(desk): State<Desk>, seat: Seat, Path(id): Path<i64>) -> Result<Response, Fault> {
    let who = seat.actor;
    let (file, bytes) = desk.ask(move |store| store.attachment(&who, id)).await?;
    Ok(download(&file.name, "application/octet-stream", bytes))
}

/// An answer that a browser keeps as a file of that name.
pub fn download(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let ascii: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' })
        .collect();
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    let disposition = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// A file's name without folders, without signs that steer, and not too long.
fn plain_name(called: &str) -> String {
    let last = called.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = crate::report::legible::legible(last).chars().take(NAME_MAX).collect();
    let plain = plain.trim_matches(['.', ' ']).to_owned();
    if plain.is_empty() { "file".into() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_a_path_nor_a_header() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\papers\\发票.pdf"), "发票.pdf");
        assert_eq!(plain_name(".."), "file");
        let answer = download("a\"\r\nSet-Cookie: x; 发.pdf", "application/pdf", Vec::new());
        let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
        assert_eq!(disposition.matches('"').count(), 2);
        assert!(!disposition.contains('\n') && disposition.contains("filename*=UTF-8''a%22%0D%0A"), "{disposition}");
    }
}
