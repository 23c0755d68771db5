//! The outbox page: where the demonstration fund's messages land. There is no such page in a real fund.

use crate::answer::{Answer, Refusal};
use crate::headers::still_page_policy;
use crate::state::Portal;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use damane_contract::ErrorBody;
use damane_services::OutboxMessage;
use std::fmt::Write as _;

const STYLE: &str = "body{font:16px/1.6 'IBM Plex Sans','IBM Plex Sans Arabic',system-ui,sans-serif;margin:0;\
background:#f4f5f0;color:#12232c}header{background:#12232c;color:#fcfcf9;padding:6px 16px}\
main{max-inline-size:42rem;margin:0 auto;padding:16px}h1{font-size:1.5rem;line-height:1.2}\
article{background:#fefefd;border:1px solid #d4d7d0;border-radius:10px;padding:12px 16px;margin-block:12px}\
p{margin:4px 0}.about{color:#3c4d56;font-size:.9rem}strong{font-size:1.6rem;letter-spacing:.06em}\
@media(prefers-color-scheme:dark){body{background:#0c171b;color:#edede7}article{background:#142126;border-color:#2d3c41}\
.about{color:#b4c1c1}}";

/// The newest messages of a demonstration fund. A real fund has no such page.
#[utoipa::path(get, path = "/outbox", tag = "demonstration", security(()),
    responses((status = 200, content_type = "text/html", body = String), (status = 404, body = ErrorBody)))]
pub async fn page(State(portal): State<Portal>) -> Answer<Response> {
    let html = render(&portal.fund().outbox().await?);
    let policy =
        HeaderValue::from_str(&still_page_policy(&html)).map_err(|error| Refusal::internal(&error))?;
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response())
}

fn render(messages: &[OutboxMessage]) -> String {
    let mut html = format!(
        "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Messages · رسائل</title>\
         <style>{STYLE}</style></head><body>\
         <header>Démonstration : fonds fictif, données inventées · <span lang=\"ar\" dir=\"rtl\">عرض تجريبي</span></header>\
         <main><h1>Messages envoyés · <span lang=\"ar\" dir=\"rtl\">الرسائل المبعوثة</span> · <span lang=\"en\">Messages sent</span></h1>\
         <p class=\"about\">Dans un vrai fonds, ces messages partent par SMS.</p>\
         <p class=\"about\" lang=\"ar\" dir=\"rtl\">في صندوق حقيقي، تبعث هذه الرسائل عبر SMS.</p>\
         <p class=\"about\" lang=\"en\">In a real fund these messages leave by SMS.</p>"
    );
    if messages.is_empty() {
        html.push_str(
            "<article><p>Aucun message.</p><p lang=\"ar\" dir=\"rtl\">لا توجد أي رسالة.</p>\
             <p lang=\"en\">No message.</p></article>",
        );
    }
    for message in messages {
        let direction = if message.language == "ar" { "rtl" } else { "ltr" };
        let data = message.code.as_ref().map(|code| format!(" data-code=\"{}\"", escaped(code)));
        let code = message.code.as_ref().map(|code| format!("<p><strong>{}</strong></p>", escaped(code)));
        // Writing to a String cannot fail.
        let _infallible = write!(
            html,
            "<article{}>{}<p lang=\"{}\" dir=\"{direction}\">{}</p><p class=\"about\"><bdi>{}</bdi> · <time>{}</time></p></article>",
            data.unwrap_or_default(),
            code.unwrap_or_default(),
            message.language,
            escaped(&message.text),
            escaped(message.to.as_str()),
            message.created_at.to_rfc3339(),
        );
    }
    html.push_str("</main></body></html>");
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_become_markup() {
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }

    #[test]
    fn an_empty_outbox_says_so_in_three_languages() {
        let page = render(&[]);
        assert!(
            page.contains("Aucun message") && page.contains("لا توجد أي رسالة") && page.contains("No message")
        );
    }
}
