//! The outbox page: where the demonstration fund's messages land, SMS and e-mails. A demonstration without carriers has
//! no other: they stay here, codes and links in them while they are good. There is no such page in a real fund.
//!
//! Tests read it: an article's `data-code` is its code, `data-link` its link, `data-channel` is `sms` or `email`.

use crate::answer::{Answer, Refusal};
use crate::headers::still_page_policy;
use crate::state::Portal;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use damane_contract::ErrorBody;
use damane_services::{Channel, OutboxMessage, demo};
use std::fmt::Write as _;

const STYLE: &str = "body{font:16px/1.6 'IBM Plex Sans','IBM Plex Sans Arabic',system-ui,sans-serif;margin:0;\
background:#f4f5f0;color:#12232c}header{background:#12232c;color:#fcfcf9;padding:6px 16px}\
main{max-inline-size:42rem;margin:0 auto;padding:16px}h1{font-size:1.5rem;line-height:1.2}\
article{background:#fefefd;border:1px solid #d4d7d0;border-radius:10px;padding:12px 16px;margin-block:12px}\
p,h2{margin:4px 0}h2{font-size:1.1rem}.about{color:#3c4d56;font-size:.9rem}strong{font-size:1.6rem;letter-spacing:.06em}\
.text{white-space:pre-line;overflow-wrap:anywhere}[lang=ar]{line-height:1.75}a{color:#0d5466}\
@media(prefers-color-scheme:dark){body{background:#0c171b;color:#edede7}article{background:#142126;border-color:#2d3c41}\
.about{color:#b4c1c1}a{color:#7fc6d6}}";

/// The newest messages of a demonstration fund. A real fund has no such page.
#[utoipa::path(get, path = "/outbox", tag = "demonstration", security(()),
    responses((status = 200, content_type = "text/html", body = String), (status = 404, body = ErrorBody)))]
pub async fn page(State(portal): State<Portal>) -> Answer<Response> {
    let officers = render_officers(&demo::codes_now(portal.fund(), portal.fund().now()));
    let html = render(&portal.fund().outbox().await?, &officers);
    let policy =
        HeaderValue::from_str(&still_page_policy(&html)).map_err(|error| Refusal::internal(&error))?;
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response())
}

fn render(messages: &[OutboxMessage], officers: &str) -> String {
    let mut html = format!(
        "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Messages · رسائل</title>\
         <style>{STYLE}</style></head><body>\
         <header>Démonstration : fonds fictif, données inventées · <span lang=\"ar\" dir=\"rtl\">عرض تجريبي</span></header>\
         <main><h1>Messages envoyés · <span lang=\"ar\" dir=\"rtl\">الرسائل المبعوثة</span> · <span lang=\"en\">Messages sent</span></h1>\
         <p class=\"about\">Dans un vrai fonds, ces messages partent par SMS ou par e-mail.</p>\
         <p class=\"about\" lang=\"ar\" dir=\"rtl\">في صندوق حقيقي، تبعث هذه الرسائل عبر SMS أو بالبريد الإلكتروني.</p>\
         <p class=\"about\" lang=\"en\">In a real fund these messages leave by SMS or by e-mail.</p>"
    );
    if messages.is_empty() {
        html.push_str(
            "<article><p>Aucun message.</p><p lang=\"ar\" dir=\"rtl\">لا توجد أي رسالة.</p>\
             <p lang=\"en\">No message.</p></article>",
        );
    }
    for message in messages {
        write_message(&mut html, message);
    }
    html.push_str(officers);
    html.push_str("</main></body></html>");
    html
}

/// The demonstration's officers and what their authenticators show now: login, name, office, code.
fn render_officers(officers: &[(&str, &str, String, String)]) -> String {
    let mut html = String::new();
    if officers.is_empty() {
        return html;
    }
    html.push_str(
        "<h2>Agents de démonstration · <span lang=\"ar\" dir=\"rtl\">أعوان العرض التجريبي</span> · \
         <span lang=\"en\">Demonstration officers</span></h2><p class=\"about\"><a href=\"/office\">/office</a> · ",
    );
    html.push_str(demo::PASSWORD);
    html.push_str("</p>");
    for (login, name, office, code) in officers {
        // Writing to a String cannot fail.
        let _infallible = write!(
            html,
            "<article data-officer=\"{login}\" data-totp=\"{code}\"><p><b>{login}</b> · <strong>{code}</strong></p>\
             <p class=\"about\">{} · {}</p></article>",
            escaped(name),
            escaped(office),
        );
    }
    html
}

fn write_message(html: &mut String, message: &OutboxMessage) {
    let OutboxMessage { to, subject, code, link, language, .. } = message;
    let direction = if *language == "ar" { "rtl" } else { "ltr" };
    let (channel, channel_name) = match to.channel() {
        Channel::Sms => ("sms", "SMS"),
        Channel::Email => ("email", "E-mail"),
    };
    let secret = match (link, code) {
        (Some(link), _) => format!(" data-link=\"{}\">", escaped(link)),
        (None, Some(code)) => format!(" data-code=\"{0}\"><p><strong>{0}</strong></p>", escaped(code)),
        (None, None) => ">".to_owned(),
    };
    // Writing to a String cannot fail.
    let _infallible = write!(html, "<article data-channel=\"{channel}\"{secret}");
    if !subject.is_empty() {
        let _infallible =
            write!(html, "<h2 lang=\"{language}\" dir=\"{direction}\">{}</h2>", escaped(subject));
    }
    let _infallible = write!(
        html,
        "<p class=\"text\" lang=\"{language}\" dir=\"{direction}\">{}</p>\
         <p class=\"about\">{channel_name} · <bdi>{}</bdi> · <time>{}</time></p></article>",
        linked(&escaped(&message.text), link.as_deref().map(escaped).as_deref()),
        escaped(to.as_str()),
        message.created_at.to_rfc3339(),
    );
}

/// The text, its link made one that can be followed. Both are escaped already.
fn linked(text: &str, link: Option<&str>) -> String {
    match link {
        Some(link) => text.replace(link, &format!("<a dir=\"ltr\" href=\"{link}\">{link}</a>")),
        None => text.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use damane_domain::ids::{Email, Mobile};
    use damane_domain::time::Timestamp;
    use damane_services::Recipient;

    #[test]
    fn a_text_cannot_become_markup() {
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }

    fn message(to: Recipient, code: Option<&str>, link: Option<&str>) -> OutboxMessage {
        OutboxMessage {
            id: 1,
            subject: if to.channel() == Channel::Email { "Objet & <b>".to_owned() } else { String::new() },
            text: format!("Lien : {}", link.or(code).unwrap_or("••••••••")),
            to,
            code: code.map(str::to_owned),
            link: link.map(str::to_owned),
            created_at: Timestamp::from_seconds(1_800_000_000),
            language: "fr",
        }
    }

    #[test]
    fn a_code_and_a_link_are_told_apart_and_a_link_can_be_followed() {
        let mobile = || Recipient::Mobile(Mobile::parse("0612345678").unwrap());
        let email = Recipient::Email(Email::parse("n@damane.example").unwrap());
        let code = render(&[message(mobile(), Some("12345678"), None)], "");
        assert!(code.contains("<article data-channel=\"sms\" data-code=\"12345678\">"), "{code}");
        let link = "http://localhost:8440/recover#tok_en";
        let page = render(&[message(email, Some("tok_en"), Some(link))], "");
        assert!(page.contains(&format!("<article data-channel=\"email\" data-link=\"{link}\">")), "{page}");
        assert!(page.contains(&format!("href=\"{link}\">{link}</a>")), "{page}");
        assert!(!page.contains("data-code"), "a token is no code");
        assert!(page.contains("Objet &amp; &lt;b&gt;</h2>"), "{page}");
        let gone = render(&[message(mobile(), None, None)], "");
        assert!(!gone.contains("data-code") && gone.contains("••••••••"), "{gone}");
    }

    #[test]
    fn an_empty_outbox_says_so_in_three_languages() {
        let page = render(&[], "");
        assert!(
            page.contains("Aucun message") && page.contains("لا توجد أي رسالة") && page.contains("No message")
        );
    }
}
