//! One-time codes, recovery codes, who has to have them, and what is refused of them.

use office::access::Role;
use testkit::demonstration::now;
use totp_rs::{Builder, Secret};
use web::Config;

use crate::support::{Answer, Served, forward_seconds, served, served_with};

/// What the telephone holds.
struct Telephone {
    key: String,
    /// Seconds that the clock of the pages was moved since the test began.
    ahead: u64,
}

impl Telephone {
    fn code(&self) -> String {
        let totp = Builder::new().with_secret(Secret::try_from_base32(&self.key).unwrap()).build_noncompliant();
        totp.generate(u64::try_from(now().microseconds()).unwrap() / 1_000_000 + self.ahead).to_string()
    }

    fn wait(&mut self, seconds: i64) {
        forward_seconds(seconds);
        self.ahead += u64::try_from(seconds).unwrap();
    }
}

fn hidden(body: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    body.split(&mark).nth(1).unwrap_or_else(|| panic!("no {name}: {body}")).split('"').next().unwrap().to_owned()
}

async fn offered(served: &Served, token: &str) -> (Answer, Telephone) {
    let page = served.post(token, "/settings/second-factor/codes", &[]).await;
    let key = hidden(&page.body, "key").replace(' ', "");
    (page, Telephone { key, ahead: 0 })
}

async fn confirm(served: &Served, token: &str, page: &Answer, code: &str, password: &str) -> Answer {
    let [offer, key, address] = ["token", "key", "address"].map(|name| hidden(&page.body, name));
    let fields =
        [("token", offer.as_str()), ("key", &key), ("address", &address), ("code", code), ("password", password)];
    served.post(token, "/settings/second-factor/codes/confirm", &fields).await
}

fn token_in(answer: &Answer) -> Option<String> {
    let cookie = answer.header("set-cookie")?.strip_prefix("wuhua=")?;
    cookie.split(';').next().map(str::to_owned)
}

/// Sets codes up and gives the telephone, the recovery codes and the token of the session that goes on.
async fn set_up(served: &Served, name: &str) -> (Telephone, Vec<String>, String) {
    let token = served.token_of(name).await;
    let (page, telephone) = offered(served, &token).await;
    let done = confirm(served, &token, &page, &telephone.code(), served.demonstration.password(name)).await;
    done.says(&["动态码已启用", "只显示这一次"]);
    let codes = done.body.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    (telephone, codes, token_in(&done).unwrap())
}

async fn second_step(served: &Served, first: &Answer, code: &str) -> Answer {
    let token = hidden(&first.body, "token");
    served.post("", "/sign-in/code", &[("token", &token), ("code", code), ("next", "/settings")]).await
}

#[test]
fn setting_up_asks_for_a_code_and_the_password_and_ends_every_other_session() {
    served(async |served| {
        let password = served.demonstration.password("shuji").to_owned();
        let (other, token) = (served.token_of("shuji").await, served.token_of("shuji").await);
        let (page, telephone) = offered(&served, &token).await;
        page.says(&["<path d=\"M4,4h7v1h-7z", "aria-label=\"动态码的二维码"]);
        confirm(&served, &token, &page, "000000", &password).await.says(&["动态码不对", "<path d="]);
        let wrong = confirm(&served, &token, &page, &telephone.code(), "x").await;
        assert_eq!(wrong.status, 422);
        wrong.says(&["密码不对，没有改"]);
        // An offer is its owner's alone.
        let foreign = served.token_of("zuzhi").await;
        let foreign =
            confirm(&served, &foreign, &page, &telephone.code(), served.demonstration.password("zuzhi")).await;
        foreign.says(&["隔得太久，或已经用过"]);
        let done = confirm(&served, &token, &page, &telephone.code(), &password).await;
        done.says(&["动态码已启用"]);
        let renewed = token_in(&done).unwrap();
        for (token, status) in [(&other, 303), (&token, 303), (&renewed, 200)] {
            assert_eq!(served.get(token, "/settings").await.status, status);
        }
        served.get(&renewed, "/settings").await.says(&["动态码"]);
        served.get(&renewed, "/settings/second-factor").await.says(&["恢复码还剩 10 个"]);
        confirm(&served, &renewed, &page, &telephone.code(), &password).await.says(&["隔得太久，或已经用过"]);
    });
}

#[test]
fn a_code_is_asked_after_the_password_and_works_once() {
    served(async |served| {
        let (mut telephone, _, _) = set_up(&served, "shuji").await;
        let (first, token) = served.sign_in_with("shuji", served.demonstration.password("shuji")).await;
        assert_eq!((first.status, token), (200, None), "the password alone opens nothing");
        let used = second_step(&served, &first, &telephone.code()).await;
        assert_eq!((used.status, token_in(&used)), (422, None), "the code that set it up was used");
        telephone.wait(60);
        let code = telephone.code();
        let done = second_step(&served, &first, &code).await;
        assert_eq!((done.status, done.header("location")), (303, Some("/settings")));
        assert!(token_in(&done).is_some());
        // The first step is done, and so is the code.
        second_step(&served, &first, &telephone.code()).await.says(&["从头再来一次", "name=\"password\""]);
        let (again, _) = served.sign_in_with("shuji", served.demonstration.password("shuji")).await;
        let replayed = second_step(&served, &again, &code).await;
        assert_eq!((replayed.status, token_in(&replayed)), (422, None));
        replayed.says(&["或已经用过"]);
        let forged = served.post("", "/sign-in/code", &[("token", "0000"), ("code", &code)]).await;
        assert_eq!((forged.status, token_in(&forged)), (422, None));
    });
}

#[test]
fn a_second_step_is_over_after_ten_minutes() {
    served(async |served| {
        let (mut telephone, _, _) = set_up(&served, "shuji").await;
        telephone.wait(60);
        let (first, _) = served.sign_in_with("shuji", served.demonstration.password("shuji")).await;
        telephone.wait(601);
        let late = second_step(&served, &first, &telephone.code()).await;
        assert_eq!((late.status, token_in(&late)), (422, None));
        late.says(&["隔得太久"]);
    });
}

#[test]
fn guessing_codes_locks_the_account_although_the_password_is_known() {
    served(async |served| {
        let (mut telephone, _, _) = set_up(&served, "shuji").await;
        telephone.wait(60);
        let password = served.demonstration.password("shuji").to_owned();
        for _ in 0..4 {
            let (first, _) = served.sign_in_with("shuji", &password).await;
            second_step(&served, &first, "000000").await.says(&["动态码不对"]);
        }
        let (first, _) = served.sign_in_with("shuji", &password).await;
        second_step(&served, &first, "000000").await.says(&["暂停登录"]);
        second_step(&served, &first, &telephone.code()).await.says(&["暂停登录"]);
    });
}

#[test]
fn a_recovery_code_stands_in_once_and_others_can_be_had() {
    served(async |served| {
        let (_, codes, session) = set_up(&served, "shuji").await;
        assert_eq!(codes.len(), 10);
        let password = served.demonstration.password("shuji").to_owned();
        let (first, _) = served.sign_in_with("shuji", &password).await;
        let typed = codes[0].to_uppercase().replace(' ', "-");
        let done = second_step(&served, &first, &typed).await;
        let token = token_in(&done).unwrap();
        served.get(&token, "/settings").await.says(&["恢复码"]);
        served.get(&token, "/settings/second-factor").await.says(&["恢复码还剩 9 个"]);
        let (first, _) = served.sign_in_with("shuji", &password).await;
        assert_eq!(second_step(&served, &first, &typed).await.status, 422, "it was used");
        let renew = async |password: &str| {
            served.post(&session, "/settings/second-factor/recovery", &[("password", password)]).await
        };
        renew("x").await.says(&["密码不对"]);
        renew(&password).await.says(&["以前的恢复码都作废了"]);
        let (first, _) = served.sign_in_with("shuji", &password).await;
        assert_eq!(second_step(&served, &first, &codes[1]).await.status, 422, "others took its place");
    });
}

#[test]
fn codes_are_taken_off_with_the_password_alone() {
    served(async |served| {
        let (_, _, session) = set_up(&served, "shuji").await;
        let password = served.demonstration.password("shuji").to_owned();
        let off = async |password: &str| {
            served.post(&session, "/settings/second-factor/codes/off", &[("password", password)]).await
        };
        off("x").await.says(&["密码不对", "恢复码还剩"]);
        off(&password).await.says(&["动态码已取下", "设置动态码"]);
        assert!(served.sign_in_with("shuji", &password).await.1.is_some());
    });
}

#[test]
fn an_administrator_resets_what_somebody_lost_and_the_log_says_so() {
    served(async |served| {
        let (_, _, session) = set_up(&served, "shuji").await;
        let administrator = served.token_of("guanli").await;
        let accounts = served.get(&administrator, "/settings/accounts").await.body;
        let row = accounts.split("<tr>").find(|row| row.contains(">shuji</th>")).unwrap().to_owned();
        let reset = row.split("action=\"").find(|rest| rest.contains("second-factor/reset")).unwrap();
        let reset = reset.split('"').next().unwrap().to_owned();
        assert_eq!(served.post(&served.token_of("zuzhi").await, &reset, &[]).await.status, 403);
        assert_eq!(served.post(&administrator, &reset, &[]).await.status, 303);
        assert_eq!(served.get(&session, "/settings").await.status, 303, "who was signed in is signed out");
        assert!(served.sign_in_with("shuji", served.demonstration.password("shuji")).await.1.is_some());
        let own = accounts.split("<tr>").find(|row| row.contains(">guanli</th>")).unwrap();
        let own = own.split("action=\"").find(|rest| rest.contains("second-factor/reset")).unwrap();
        let own = served.post(&administrator, own.split('"').next().unwrap(), &[]).await;
        own.says(&["自己的二次验证请在设置里取下"]);
    });
}

#[test]
fn a_role_that_must_have_one_is_led_to_it_before_anything_else() {
    let required = |config| Config { second_factor: vec![Role::Secretary], ..config };
    served_with(required, async |served| {
        let token = served.token_of("shuji").await;
        let home = served.home_of(&token).await;
        for path in ["/settings", "/settings/accounts", home.as_str()] {
            let led = served.get(&token, path).await;
            assert_eq!((led.status, led.header("location")), (303, Some("/settings/second-factor")), "{path}");
        }
        let led = served.post(&token, "/settings/password", &[("old", "x"), ("new", "x"), ("again", "x")]).await;
        assert_eq!(led.header("location"), Some("/settings/second-factor"));
        // A form that was open when the role came to need one is not lost.
        let kept = served.post(&token, &format!("{home}records/talk/new"), &[("field-gist", "写了一半")]).await;
        assert_eq!(kept.status, 401);
        kept.says(&["要先设置二次验证，填写的内容还在", "href=\"/settings/second-factor\"", "写了一半"]);
        served.get(&token, "/settings/second-factor").await.says(&["您的角色要求除密码以外再验证一次"]);
        let other = served.token_of("zuzhi").await;
        assert_eq!(served.get(&other, "/settings").await.status, 200, "it is asked of no other role");
        let (_, _, session) = set_up(&served, "shuji").await;
        assert_eq!(served.get(&session, "/settings").await.status, 200);
        let out = served.post(&token, "/sign-out", &[]).await;
        assert_eq!(out.status, 303);
    });
}
