//! Who comes in, what they may, and what every answer is sealed with.

use super::browser::Answer;
use super::browser::Browser;
use super::browser::PASSWORD;
use super::browser::desk;
use super::browser::desk_with;
use super::browser::proof;
use super::browser::rows;
use tidewaiter::cases::State;

/// Every address that changes something.
const CHANGES: &[&str] = &[
    "/bulk",
    "/views",
    "/views/forget",
    "/cases/1/take",
    "/cases/1/put-back",
    "/cases/1/assign",
    "/cases/1/due",
    "/cases/1/decide",
    "/cases/1/second",
    "/cases/1/undo",
    "/cases/1/reopen",
    "/cases/1/comment",
    "/exceptions",
    "/exceptions/end",
    "/users",
    "/users/role",
    "/users/disable",
    "/users/password",
    "/account/password",
    "/logout",
];

#[test]
fn nobody_comes_in_without_a_password_and_a_session_ends_at_the_door() {
    let desk = desk();
    let browser = Browser::new(&desk);
    for path in ["/", "/cases/1", "/figures", "/audit", "/users", "/queue.csv", "/cases/1/file.json", "/attachments/1"]
    {
        let answer = browser.get(path);
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.headers["location"].starts_with("/login"), "{path}");
    }
    assert_eq!(browser.sign_in("wang", "not the password").status, 401);
    assert_eq!(browser.sign_in("nobody", PASSWORD).status, 401);
    let entered = browser.sign_in("wang", PASSWORD);
    assert_eq!(entered.status, 303);
    let cookie = entered.cookies.iter().find(|cookie| cookie.starts_with("tidewaiter=")).unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let token = cookie["tidewaiter=".len()..][..64].to_owned();
    assert_eq!(browser.get("/").status, 200);
    let stolen = Browser::new(&desk);
    stolen.cookies.lock().unwrap().insert("tidewaiter".into(), token);
    assert_eq!(stolen.get("/").status, 200, "the token is the session");
    assert_eq!(browser.send("/logout", &[]).status, 303);
    assert_eq!(stolen.get("/").status, 303, "and ends with it");
}

#[test]
fn forms_that_are_not_ours_change_nothing() {
    let desk = desk();
    let browser = Browser::signed_in(&desk, "wang");
    let token = proof(&browser.get("/account").body);
    let other = proof(&Browser::signed_in(&desk, "li").get("/account").body);
    let before = format!("{:?}", rows(&desk));
    let ours = format!("http://{}", desk.address);
    for path in CHANGES {
        let version = ("version", "1");
        assert_eq!(browser.post(path, &[version]).status, 403, "{path} without a proof");
        assert_eq!(browser.post(path, &[("csrf", &other), version]).status, 403, "{path} with another's proof");
        for origin in ["http://evil.example", "null", "https://127.0.0.1"] {
            let answer = browser.post_from(origin, path, &[("csrf", &token), version]);
            assert_eq!(answer.status, 403, "{path} from {origin}");
        }
        let nobody = Browser::new(&desk);
        assert!(matches!(nobody.post_from(&ours, path, &[version]).status, 401 | 403), "{path} by nobody");
    }
    let multipart = browser.ask(
        "POST",
        "/cases/1/attach",
        &[("Content-Type", "multipart/form-data; boundary=x"), ("Origin", &ours)],
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc\r\n--x--\r\n",
    );
    assert_eq!(multipart.status, 403);
    assert_eq!(format!("{:?}", rows(&desk)), before);
}

#[test]
fn roles_and_offices_bound_what_is_seen_and_done() {
    let desk = desk();
    let status = |user: &str, path: &str| Browser::signed_in(&desk, user).get(path).status;
    for (user, path, wanted) in [
        ("wang", "/figures", 403),
        ("wang", "/audit", 403),
        ("wang", "/users", 403),
        ("zhao", "/figures", 200),
        ("zhao", "/users", 200),
        ("zhao", "/audit", 403),
        ("qian", "/audit", 200),
        ("qian", "/audit/verify", 200),
        ("chen", "/", 200),
        ("chen", "/cases/1", 403),
        ("sun", "/models", 200),
        ("hu", "/cases/1", 200),
        ("hu", "/cases/2", 404),
        ("hu", "/cases/2/file.json", 404),
        ("wang", "/cases/999", 404),
        ("wang", "/cases/x", 404),
        ("wang", "/no-such-page", 404),
    ] {
        assert_eq!(status(user, path), wanted, "{user} {path}");
    }
    let hu = Browser::signed_in(&desk, "hu");
    let queue = hu.get("/").body;
    assert!(queue.contains("lead alloy ingots 1<") && !queue.contains("lead alloy ingots 2<"));
    assert_eq!(hu.send("/cases/2/take", &[("version", "1")]).status, 404);
    assert_eq!(Browser::signed_in(&desk, "sun").send("/cases/1/take", &[("version", "1")]).status, 403);
    let decision = [("version", "1"), ("verdict", "inspect"), ("reason", "other"), ("note", "n")];
    assert_eq!(Browser::signed_in(&desk, "qian").send("/cases/1/decide", &decision).status, 403);
    let made = [("name", "eve"), ("role", "admin"), ("password", "a long enough one 7")];
    assert_eq!(Browser::signed_in(&desk, "zhao").send("/users", &made).status, 403);
    assert!(rows(&desk).iter().all(|row| row.state == State::New));
}

#[test]
fn failed_logins_wait_and_floods_are_slowed() {
    let desk = desk_with(|settings| settings.requests_a_minute = 120, &[]);
    let browser = Browser::new(&desk);
    let tries: Vec<u16> = (0..6).map(|_| browser.sign_in("wang", "wrong").status).collect();
    assert_eq!(tries[0], 401);
    assert_eq!(*tries.last().unwrap(), 429, "{tries:?}");
    let locked = browser.sign_in("wang", PASSWORD);
    assert_eq!(locked.status, 429, "not even with the right one");
    assert!(locked.body.contains("minutes"));
    let unknown: Vec<u16> = (0..6).map(|_| browser.sign_in("ghost", "wrong").status).collect();
    assert_eq!(unknown, tries, "who is not there is told the same");
    let flood: Vec<Answer> = (0..70).map(|_| browser.get("/login")).collect();
    let slowed = flood.iter().find(|answer| answer.status == 429).expect("a flood is slowed");
    assert!(slowed.headers.contains_key("retry-after"));
}

#[test]
fn every_answer_is_sealed() {
    let desk = desk();
    let browser = Browser::signed_in(&desk, "wang");
    for path in ["/", "/cases/1", "/login", "/no-such-page", "/assets/desk.css", "/health", "/queue.csv"] {
        let headers = browser.get(path).headers;
        let policy = &headers["content-security-policy"];
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
        let kept = headers["cache-control"].contains("immutable");
        assert_eq!(kept, path.starts_with("/assets/"), "{path}");
    }
    let page = browser.get("/cases/1").body;
    assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains(" onclick"), "nothing inline");
    let large = "x".repeat(400 * 1024);
    assert_eq!(browser.send("/cases/1/comment", &[("text", &large)]).status, 413);
}

#[test]
fn what_was_set_by_another_is_changed_first() {
    let desk = desk();
    let chen = Browser::signed_in(&desk, "chen");
    let made = [("name", "Gao"), ("role", "officer"), ("offices", "5301, 5304"), ("password", "seven grey herons")];
    assert_eq!(chen.send("/users", &made).status, 303);
    let gao = Browser::new(&desk);
    assert_eq!(gao.sign_in("gao", "seven grey herons").status, 303);
    assert_eq!(gao.get("/").headers["location"], "/account", "first a password of one's own");
    let weak = [("old", "seven grey herons"), ("new", "gao gao gao gao"), ("again", "gao gao gao gao")];
    assert_eq!(gao.send("/account/password", &weak).status, 422);
    let good = [("old", "seven grey herons"), ("new", "nine white cranes"), ("again", "nine white cranes")];
    assert_eq!(gao.send("/account/password", &good).status, 303);
    assert_eq!(gao.get("/").status, 200);
}
