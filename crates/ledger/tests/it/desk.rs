//! The desk: accounts, seats, sessions, the log, summaries and working papers, on both databases.

use std::collections::{BTreeMap, BTreeSet};

use facts::{AccountId, Day, FactId, Instant};
use ledger::{
    Addressee, Challenge, CodeHash, KeptPasskey, Ledger, LedgerError, Logged, Mode, NewAccessToken, NewAccount, Notice,
    NoticeWay, Paper, PaperEntry, Reminder, Searchable, Seat, Summary, TokenHash, Webhook,
};

use crate::support::{Place, fact, on_postgres, on_sqlite, organisation, person};

fn moment(second: i64) -> Instant {
    Instant::from_microseconds(1_767_225_600_000_000 + second * 1_000_000)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn account(number: u8, name: &str) -> NewAccount {
    NewAccount {
        id: AccountId::from_bytes([number; 16]),
        name: name.to_owned(),
        password: Some("$argon2id$of-a-test".to_owned()),
        member: (number == 1).then(|| (organisation(1), person(7))),
        made_at: moment(0),
        given_until: (number == 2).then(|| moment(90)),
    }
}

async fn accounts(ledger: &Ledger) {
    let (wang, office) = (account(1, "王敏"), account(2, "集团党委"));
    assert!(ledger.add_account(&wang).await.unwrap());
    assert!(ledger.add_account(&office).await.unwrap());
    let taken = account(3, "王敏");
    assert!(!ledger.add_account(&taken).await.unwrap());
    assert_eq!(ledger.account(taken.id).await.unwrap(), None);
    let found = ledger.account_named("王敏").await.unwrap().unwrap();
    assert_eq!((found.id, found.member, found.failures), (wang.id, Some((organisation(1), person(7))), 0));
    assert_eq!(ledger.account_named("王 敏").await.unwrap(), None);
    assert_eq!(ledger.accounts().await.unwrap().len(), 2);

    assert_eq!(ledger.count_failure(wang.id).await.unwrap(), 1);
    assert_eq!(ledger.count_failure(wang.id).await.unwrap(), 2);
    ledger.lock_account(wang.id, moment(60)).await.unwrap();
    assert_eq!(ledger.account(wang.id).await.unwrap().unwrap().locked_until, Some(moment(60)));
    ledger.forget_failures(wang.id).await.unwrap();
    let found = ledger.account(wang.id).await.unwrap().unwrap();
    assert_eq!((found.failures, found.locked_until), (0, None));
    for until in [Some(moment(80)), None] {
        ledger.set_password(wang.id, "$argon2id$another", until).await.unwrap();
        let found = ledger.account(wang.id).await.unwrap().unwrap();
        assert_eq!((found.password.as_deref(), found.given_until), (Some("$argon2id$another"), until));
    }
    assert_eq!(ledger.account(office.id).await.unwrap().unwrap().given_until, Some(moment(90)));
    assert_eq!(ledger.count_failure(AccountId::from_bytes([9; 16])).await.unwrap(), 0);

    let seat = Seat {
        organisation: organisation(1),
        account: office.id,
        role: "group-office".to_owned(),
        from: day("2026-01-01"),
        until: None,
    };
    ledger.put_seat(&seat).await.unwrap();
    let ended = Seat { until: Some(day("2026-07-01")), ..seat };
    ledger.put_seat(&ended).await.unwrap();
    assert_eq!(ledger.seats_of(office.id).await.unwrap(), std::slice::from_ref(&ended));
    assert_eq!(ledger.seats_of(wang.id).await.unwrap(), []);
    assert_eq!(ledger.seats().await.unwrap(), [ended]);
}

async fn sessions(ledger: &Ledger) {
    let wang = AccountId::from_bytes([1; 16]);
    let token = ledger.begin_session(wang, moment(1), ("Firefox", "password")).await.unwrap();
    let phone = ledger.begin_session(wang, moment(2), ("电话", "password")).await.unwrap();
    assert_ne!(token, phone);
    assert_eq!(token.len(), 64);
    let (of_token, of_phone) = (TokenHash::of(&token), TokenHash::of(&phone));
    let found = ledger.session(&of_token).await.unwrap().unwrap();
    assert_eq!((found.account, found.device.as_str(), found.ended_at), (wang, "Firefox", None));
    // The hash that stands in the table is no token.
    assert_eq!(ledger.session(&TokenHash::of(of_token.as_str())).await.unwrap(), None);
    ledger.touch_session(&of_token, moment(90)).await.unwrap();
    let devices = |sessions: Vec<ledger::Session>| sessions.into_iter().map(|one| one.device).collect::<Vec<_>>();
    assert_eq!(devices(ledger.sessions_of(wang).await.unwrap()), ["Firefox", "电话"]);

    let other = AccountId::from_bytes([2; 16]);
    assert!(!ledger.end_session(other, &of_phone, moment(91)).await.unwrap());
    assert_eq!(ledger.end_other_sessions(wang, &of_token, moment(92)).await.unwrap(), 1);
    assert_eq!(ledger.session(&of_phone).await.unwrap().unwrap().ended_at, Some(moment(92)));
    assert!(ledger.end_session(wang, &of_token, moment(93)).await.unwrap());
    assert!(!ledger.end_session(wang, &of_token, moment(94)).await.unwrap());
    assert_eq!(ledger.sessions_of(wang).await.unwrap(), []);
    assert_eq!(ledger.forget_sessions(moment(50)).await.unwrap(), 1);
    assert_eq!(ledger.session(&of_phone).await.unwrap(), None);

    let last = ledger.begin_session(wang, moment(100), ("", "password")).await.unwrap();
    ledger.end_account(wang, moment(101)).await.unwrap();
    ledger.end_account(wang, moment(102)).await.unwrap();
    assert_eq!(ledger.account(wang).await.unwrap().unwrap().ended_at, Some(moment(101)));
    assert_eq!(ledger.session(&TokenHash::of(&last)).await.unwrap().unwrap().ended_at, Some(moment(101)));
}

async fn log_and_summaries(ledger: &Ledger) {
    let entry = |second: i64, what: &str| Logged {
        at: moment(second),
        account: (second > 1).then(|| AccountId::from_bytes([1; 16])),
        organisation: (second > 1).then(|| organisation(1)),
        what: what.to_owned(),
        detail: "名字".to_owned(),
    };
    for (second, what) in [(1, "sign-in-failed"), (2, "signed-in"), (3, "exported")] {
        ledger.log(&entry(second, what)).await.unwrap();
    }
    assert_eq!(ledger.logged(moment(9), 2).await.unwrap(), [entry(3, "exported"), entry(2, "signed-in")]);
    assert_eq!(ledger.logged(moment(2), 9).await.unwrap(), [entry(1, "sign-in-failed")]);

    // What happened in one microsecond is never torn between two pages.
    for what in ["a", "b", "c"] {
        ledger.log(&entry(5, what)).await.unwrap();
    }
    assert_eq!(ledger.logged(moment(9), 2).await.unwrap().len(), 3);
    assert_eq!(ledger.logged(moment(5), 9).await.unwrap().len(), 3);

    let summary = |number: u8, as_of: &str, body: &str| Summary {
        organisation: organisation(number),
        length: u64::from(number),
        rulebook: "ab12".to_owned(),
        as_of: day(as_of),
        body: body.to_owned(),
    };
    ledger.put_summaries(&[summary(2, "2026-03-30", "{}"), summary(1, "2026-03-30", "{}")]).await.unwrap();
    ledger.put_summaries(&[summary(2, "2026-03-31", "{}")]).await.unwrap();
    ledger.put_summaries(&[summary(2, "2026-04-01", "{}")]).await.unwrap();
    ledger.put_summaries(&[summary(2, "2026-04-01", "{\"一\":1}")]).await.unwrap();
    let last = [summary(1, "2026-03-30", "{}"), summary(2, "2026-04-01", "{\"一\":1}")];
    assert_eq!(ledger.last_summaries().await.unwrap(), last);
    assert_eq!(ledger.summaries_on(day("2026-03-31")).await.unwrap(), [summary(2, "2026-03-31", "{}")]);
    // A day that is over and no end of a quarter is not kept; one that no later day has replaced is.
    assert_eq!(ledger.summaries_on(day("2026-03-30")).await.unwrap(), [summary(1, "2026-03-30", "{}")]);
}

async fn papers(ledger: &Ledger) {
    let paper = |number: u8, body: &str| Paper {
        organisation: organisation(1),
        id: FactId::from_bytes([number; 16]),
        begun_at: moment(i64::from(number)),
        body: body.to_owned(),
    };
    let line = |name: &str, body: &str| PaperEntry { name: name.to_owned(), at: moment(9), body: body.to_owned() };
    for (number, body) in [(2, "二"), (1, "一"), (1, "再来一次")] {
        ledger.begin_paper(&paper(number, body)).await.unwrap();
    }
    assert_eq!(ledger.papers(organisation(1)).await.unwrap(), [paper(1, "一"), paper(2, "二")]);
    assert_eq!(ledger.papers(organisation(2)).await.unwrap(), []);
    let (one, two) = (paper(1, "一").id, paper(2, "二").id);
    assert_eq!(ledger.put_entries(organisation(1), one, &[line("乙", "1"), line("甲", "1")]).await.unwrap(), 2);
    ledger.put_entries(organisation(1), one, &[line("乙", "2")]).await.unwrap();
    ledger.change_paper(&paper(1, "改")).await.unwrap();
    let found = ledger.paper(organisation(1), one).await.unwrap().unwrap();
    assert_eq!(found.0, paper(1, "改"));
    let mut lines: Vec<(String, String)> = found.1.into_iter().map(|line| (line.name, line.body)).collect();
    lines.sort();
    assert_eq!(lines, [("乙".to_owned(), "2".to_owned()), ("甲".to_owned(), "1".to_owned())]);
    // Of another organisation's paper nobody knows.
    assert_eq!(ledger.paper(organisation(2), one).await.unwrap(), None);
    assert_eq!(ledger.put_entries(organisation(2), one, &[line("丙", "1")]).await.unwrap(), 0);
    ledger.remove_paper(organisation(1), one).await.unwrap();
    ledger.remove_paper(organisation(1), one).await.unwrap();
    assert_eq!(ledger.paper(organisation(1), one).await.unwrap(), None);
    assert_eq!(ledger.put_entries(organisation(1), one, &[line("甲", "1")]).await.unwrap(), 0);
    assert_eq!(ledger.paper(organisation(1), two).await.unwrap(), Some((paper(2, "二"), Vec::new())));
}

async fn pieces(ledger: &Ledger) {
    let set = |pieces: &[i64]| pieces.iter().copied().collect::<BTreeSet<i64>>();
    let upto = |number: u8, length: u64| Searchable {
        organisation: organisation(number),
        length,
        rulebook: "a-digest".to_owned(),
    };
    assert!(ledger.searchable().await.unwrap().is_empty());
    let many: BTreeSet<i64> = (100..300).collect();
    ledger.put_pieces(&upto(1, 5), &many).await.unwrap();
    ledger.put_pieces(&upto(2, 3), &set(&[100, 7])).await.unwrap();
    ledger.put_pieces(&upto(2, 4), &set(&[100, 8])).await.unwrap();
    ledger.put_pieces(&upto(3, 1), &set(&[])).await.unwrap();
    let known = ledger.searchable().await.unwrap();
    assert_eq!(known, BTreeMap::from([(1, upto(1, 5)), (2, upto(2, 4)), (3, upto(3, 1))]));
    for (asked, found) in [
        (set(&[100]), set(&[1, 2])),
        (set(&[7, 8, 100]), set(&[2])),
        (set(&[7, 299]), set(&[])),
        (many, set(&[1])),
        (set(&[]), set(&[])),
    ] {
        assert_eq!(ledger.having_pieces(&asked).await.unwrap(), found, "{asked:?}");
    }
}

async fn notices(ledger: &Ledger) {
    let (wang, branch) = (Addressee::Account(AccountId::from_bytes([1; 16])), Addressee::Organisation(organisation(1)));
    let way = |told, way: &str, hour| NoticeWay { told, way: way.to_owned(), body: "{\"to\":\"x\"}".to_owned(), hour };
    ledger.put_notice_way(&way(wang, "mail", 9)).await.unwrap();
    ledger.put_notice_way(&way(wang, "mail", 8)).await.unwrap();
    ledger.put_notice_way(&way(branch, "group", 20)).await.unwrap();
    assert_eq!(ledger.notice_ways_of(wang).await.unwrap(), [way(wang, "mail", 8)]);
    let (today, tomorrow) = (day("2026-03-01"), day("2026-03-02"));
    assert_eq!(ledger.notices_due(today, 7, moment(0)).await.unwrap(), []);
    assert_eq!(ledger.notices_due(today, 8, moment(0)).await.unwrap(), [way(wang, "mail", 8)]);
    assert_eq!(ledger.notices_due(today, 20, moment(0)).await.unwrap().len(), 2);

    // Of two one begins; what is begun is nobody's turn any more.
    assert_eq!(ledger.begin_notice((wang, "mail"), today, moment(1)).await.unwrap(), Some(1));
    assert_eq!(ledger.begin_notice((wang, "mail"), today, moment(1)).await.unwrap(), None);
    assert_eq!(ledger.notices_due(today, 8, moment(900)).await.unwrap(), []);
    let ended = |on, second, outcome: &str, tries| Notice {
        day: on,
        at: moment(second),
        outcome: outcome.to_owned(),
        tries,
        detail: "没有应答".to_owned(),
    };
    ledger.end_notice((wang, "mail"), &ended(today, 1, "failed", 1), moment(60)).await.unwrap();
    assert_eq!(ledger.begin_notice((wang, "mail"), today, moment(59)).await.unwrap(), None);
    assert_eq!(ledger.notices_due(today, 8, moment(60)).await.unwrap().len(), 1);
    assert_eq!(ledger.begin_notice((wang, "mail"), today, moment(60)).await.unwrap(), Some(2));
    ledger.end_notice((wang, "mail"), &ended(today, 60, "sent", 2), moment(60)).await.unwrap();
    assert_eq!(ledger.begin_notice((wang, "mail"), today, moment(99)).await.unwrap(), None);
    assert_eq!(ledger.last_notice(wang, "mail").await.unwrap(), Some(ended(today, 60, "sent", 2)));
    assert_eq!(ledger.notices_due(tomorrow, 8, moment(99)).await.unwrap().len(), 1);
    ledger.forget_notices_before(tomorrow).await.unwrap();
    assert_eq!(ledger.last_notice(wang, "mail").await.unwrap(), None);
    ledger.forget_notice_way(wang, "mail").await.unwrap();
    assert_eq!(ledger.notice_ways_of(wang).await.unwrap(), []);

    let (one, other) = (TokenHash::of("one"), TokenHash::of("other"));
    let account = AccountId::from_bytes([1; 16]);
    ledger.put_calendar(account, &one, moment(1)).await.unwrap();
    ledger.put_calendar(account, &other, moment(2)).await.unwrap();
    assert_eq!(ledger.calendar_of(&one).await.unwrap(), None);
    assert_eq!(ledger.calendar_of(&other).await.unwrap(), Some(account));
    assert_eq!(ledger.calendar_since(account).await.unwrap(), Some(moment(2)));
    ledger.forget_calendar(account).await.unwrap();
    assert_eq!(ledger.calendar_of(&other).await.unwrap(), None);
}

async fn reminders(ledger: &Ledger) {
    let reminder = |number: u8, second: i64| Reminder {
        organisation: organisation(number),
        at: moment(second),
        by: "一公司党委".to_owned(),
        overdue: 5,
    };
    assert_eq!(ledger.last_reminder(organisation(1)).await.unwrap(), None);
    assert_eq!(ledger.remind(&[reminder(1, 10), reminder(2, 10)], moment(5)).await.unwrap(), 2);
    // A second one on the same day reminds nobody who was reminded already.
    assert_eq!(ledger.remind(&[reminder(1, 20), reminder(3, 20)], moment(5)).await.unwrap(), 1);
    assert_eq!(ledger.last_reminder(organisation(1)).await.unwrap(), Some(reminder(1, 10)));
    assert_eq!(ledger.remind(&[reminder(1, 90)], moment(80)).await.unwrap(), 1);
    assert_eq!(ledger.last_reminder(organisation(1)).await.unwrap(), Some(reminder(1, 90)));
}

async fn factors(ledger: &Ledger) {
    let (wang, office) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
    let sealed = ledger.seal_for(wang, "totp", b"secret").unwrap();
    assert_eq!(ledger.open_for(wang, "totp", &sealed).unwrap().as_deref(), Some(b"secret".as_slice()));
    assert_eq!(ledger.open_for(office, "totp", &sealed).unwrap(), None, "it is bound to its account");
    assert_eq!(ledger.open_for(wang, "other", &sealed).unwrap(), None, "and to what it is for");
    let codes = [CodeHash::of("one"), CodeHash::of("two")];
    ledger.set_totp(wang, &sealed, 100, &codes).await.unwrap();
    let found = ledger.account(wang).await.unwrap().unwrap();
    assert_eq!((found.totp.as_deref(), found.totp_step), (Some(sealed.as_slice()), Some(100)));
    assert!(!ledger.use_totp_step(wang, 100).await.unwrap());
    assert!(ledger.use_totp_step(wang, 102).await.unwrap());
    assert!(!ledger.use_totp_step(wang, 101).await.unwrap(), "an earlier step is over as well");
    assert_eq!(ledger.recovery_codes_left(wang).await.unwrap(), 2);
    assert!(!ledger.use_recovery_code(office, &codes[0], moment(1)).await.unwrap());
    assert!(ledger.use_recovery_code(wang, &codes[0], moment(1)).await.unwrap());
    assert!(!ledger.use_recovery_code(wang, &codes[0], moment(2)).await.unwrap());
    assert_eq!(ledger.recovery_codes_left(wang).await.unwrap(), 1);
    ledger.set_recovery_codes(wang, &[CodeHash::of("three")]).await.unwrap();
    assert!(!ledger.use_recovery_code(wang, &codes[1], moment(3)).await.unwrap());

    let key = KeptPasskey {
        id: "0a".to_owned(),
        account: wang,
        name: "手机".to_owned(),
        body: "{}".to_owned(),
        made_at: moment(4),
        used_at: None,
    };
    assert!(ledger.add_passkey(&key).await.unwrap());
    assert!(!ledger.add_passkey(&KeptPasskey { account: office, ..key.clone() }).await.unwrap());
    assert_eq!(ledger.passkeys_of(wang).await.unwrap(), std::slice::from_ref(&key));
    ledger.use_passkey("0a", "{\"counter\":1}", moment(5)).await.unwrap();
    assert_eq!(ledger.passkey("0a").await.unwrap().unwrap().used_at, Some(moment(5)));
    assert!(!ledger.name_passkey(office, "0a", "x").await.unwrap());
    assert!(ledger.name_passkey(wang, "0a", "单位电脑").await.unwrap());
    assert!(!ledger.forget_passkey(office, "0a").await.unwrap());
    assert_eq!(ledger.passkey("0a").await.unwrap().unwrap().name, "单位电脑");

    assert!(ledger.join_sign_on(("https://sso", "s1"), wang, moment(6)).await.unwrap());
    assert!(!ledger.join_sign_on(("https://sso", "s1"), office, moment(6)).await.unwrap(), "somebody has one account");
    assert!(!ledger.join_sign_on(("https://sso", "s2"), wang, moment(6)).await.unwrap(), "an account has one owner");
    assert_eq!(ledger.signed_on("https://sso", "s1").await.unwrap(), Some(wang));
    assert_eq!(ledger.signed_on("https://other", "s1").await.unwrap(), None);

    ledger.forget_factors(wang).await.unwrap();
    let found = ledger.account(wang).await.unwrap().unwrap();
    assert_eq!((found.totp, found.totp_step), (None, None));
    assert_eq!(ledger.recovery_codes_left(wang).await.unwrap(), 0);
    assert_eq!(ledger.passkeys_of(wang).await.unwrap(), []);
    assert_eq!(ledger.signed_on("https://sso", "s1").await.unwrap(), None);
}

async fn challenges(ledger: &Ledger) {
    let asked = Challenge { account: Some(AccountId::from_bytes([1; 16])), body: "{}".to_owned() };
    let token = ledger.ask("code", &asked, (moment(0), moment(60))).await.unwrap();
    assert_eq!(ledger.asked("code", &token, moment(59)).await.unwrap().as_ref(), Some(&asked));
    assert_eq!(ledger.asked("passkey", &token, moment(1)).await.unwrap(), None, "it is for one thing");
    assert_eq!(ledger.asked("code", "forged", moment(1)).await.unwrap(), None);
    assert_eq!(ledger.answered("code", &token, moment(60)).await.unwrap(), None, "its time is over");
    assert_eq!(ledger.answered("code", &token, moment(59)).await.unwrap(), Some(asked.clone()));
    assert_eq!(ledger.answered("code", &token, moment(59)).await.unwrap(), None, "it was answered");
    let old = ledger.ask("code", &asked, (moment(0), moment(60))).await.unwrap();
    ledger.ask("code", &asked, (moment(60), moment(90))).await.unwrap();
    assert_eq!(ledger.asked("code", &old, moment(0)).await.unwrap(), None, "what nobody answered is forgotten");
}

async fn tokens(ledger: &Ledger) {
    let (wang, office) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
    let token = |word: &str, account, second| NewAccessToken {
        token: TokenHash::of(word),
        account,
        name: format!("程序 {word}"),
        scopes: vec!["read".to_owned(), "record".to_owned()],
        how: "code".to_owned(),
        made_at: moment(second),
        until: moment(second + 60),
    };
    for new in [token("one", wang, 0), token("two", wang, 1), token("three", office, 2)] {
        ledger.add_access_token(&new).await.unwrap();
    }
    let names = |tokens: Vec<ledger::AccessToken>| tokens.into_iter().map(|one| one.name).collect::<Vec<_>>();
    assert_eq!(names(ledger.access_tokens(Some(wang)).await.unwrap()), ["程序 two", "程序 one"]);
    assert_eq!(names(ledger.access_tokens(None).await.unwrap()), ["程序 three", "程序 two", "程序 one"]);
    ledger.touch_access_token(&TokenHash::of("one"), moment(5)).await.unwrap();
    let found = ledger.access_token(&TokenHash::of("one")).await.unwrap().unwrap();
    assert_eq!((found.account, found.used_at, found.until), (wang, Some(moment(5)), moment(60)));
    assert_eq!((found.scopes, found.how.as_str()), (vec!["read".to_owned(), "record".to_owned()], "code"));
    assert_eq!(ledger.access_token(&TokenHash::of("other")).await.unwrap(), None);
    assert!(ledger.end_access_token(&TokenHash::of("one"), moment(6)).await.unwrap());
    assert!(!ledger.end_access_token(&TokenHash::of("one"), moment(7)).await.unwrap(), "it ends once");
    assert_eq!(ledger.access_token(&TokenHash::of("one")).await.unwrap().unwrap().ended_at, Some(moment(6)));
    assert_eq!(ledger.end_access_tokens_of(wang, moment(8)).await.unwrap(), 1);
    assert_eq!(names(ledger.access_tokens(None).await.unwrap()), ["程序 three"]);
}

async fn webhooks(place: Place) {
    let ledger = place.create().await;
    let wang = account(1, "王敏");
    ledger.add_account(&wang).await.unwrap();
    let told = async || ledger.untold(10).await.unwrap();
    ledger.append(&[fact(1, 90)], &[]).await.unwrap();
    assert_eq!(told().await, [], "nobody is to be told");
    let hook = Webhook {
        organisation: organisation(1),
        id: "w1".to_owned(),
        account: wang.id,
        address: "https://oa.example.cn/".to_owned(),
        events: vec!["written".to_owned(), "withdrawn".to_owned()],
        secret: vec![1, 2, 3],
        made_at: moment(0),
    };
    ledger.add_webhook(&hook).await.unwrap();
    assert_eq!(ledger.webhooks().await.unwrap(), std::slice::from_ref(&hook));
    let (first, second) = (fact(1, 91), fact(1, 92));
    let second = facts::Fact { supersedes: Some(first.id), kind: facts::kinds::WITHDRAWN.to_owned(), ..second };
    ledger.append(&[first.clone(), second.clone()], &[]).await.unwrap();
    ledger.append(std::slice::from_ref(&first), &[]).await.unwrap();
    let untold = told().await;
    let mut events: Vec<(&str, FactId)> = untold.iter().map(|one| (one.event.as_str(), one.record)).collect();
    events.sort_unstable();
    assert_eq!(events, [("withdrawn", first.id), ("written", first.id)], "once each, and about the same record");
    let made: Vec<_> = untold.into_iter().map(|one| (one, vec!["w1".to_owned()])).collect();
    ledger.make_deliveries(&made, moment(10)).await.unwrap();
    ledger.make_deliveries(&made, moment(20)).await.unwrap();
    assert_eq!(told().await, []);
    assert_eq!(ledger.due_deliveries(moment(9), 10).await.unwrap(), []);
    let due = ledger.due_deliveries(moment(10), 10).await.unwrap();
    assert_eq!(due.len(), 2);
    assert!(ledger.take_delivery(&due[0], moment(99)).await.unwrap());
    assert!(!ledger.take_delivery(&due[0], moment(99)).await.unwrap(), "one server sends it");
    assert_eq!(ledger.due_deliveries(moment(11), 10).await.unwrap().len(), 1);
    ledger.delivery_tried(&due[0], (moment(12), "200"), None).await.unwrap();
    ledger.delivery_tried(&due[1], (moment(12), "503"), Some(moment(72))).await.unwrap();
    assert_eq!(ledger.due_deliveries(moment(71), 10).await.unwrap(), []);
    let mut states: Vec<(String, u32)> =
        ledger.last_deliveries("w1", 5).await.unwrap().into_iter().map(|one| (one.answer, one.tries)).collect();
    states.sort();
    assert_eq!(states, [("200".to_owned(), 1), ("503".to_owned(), 1)]);
    ledger.end_webhook("w1", moment(80)).await.unwrap();
    assert_eq!(ledger.webhooks().await.unwrap(), []);
    assert_eq!(ledger.due_deliveries(moment(999), 10).await.unwrap(), [], "what waited is not sent any more");
    ledger.append(&[fact(1, 93)], &[]).await.unwrap();
    assert_eq!(told().await, []);
    assert_eq!(ledger.forget_deliveries(Instant::from_microseconds(i64::MAX)).await.unwrap(), 2);
    ledger.close().await;
}

#[test]
fn what_is_to_be_told_is_noted_with_the_record_on_sqlite() {
    on_sqlite(webhooks);
}

#[test]
fn what_is_to_be_told_is_noted_with_the_record_on_postgres() {
    on_postgres(webhooks);
}

async fn story(place: Place) {
    let ledger = place.create().await;
    accounts(&ledger).await;
    papers(&ledger).await;
    factors(&ledger).await;
    challenges(&ledger).await;
    tokens(&ledger).await;
    sessions(&ledger).await;
    log_and_summaries(&ledger).await;
    reminders(&ledger).await;
    pieces(&ledger).await;
    notices(&ledger).await;
    assert_eq!(ledger.head(organisation(1)).await.unwrap(), None);
    ledger.append(&[fact(1, 1), fact(1, 2)], &[]).await.unwrap();
    let head = ledger.head(organisation(1)).await.unwrap().unwrap();
    assert_eq!((head.length, vec![head]), (2, ledger.heads().await.unwrap()));
    ledger.close().await;
    let ledger = place.open(Mode::Read).await;
    assert_eq!(ledger.accounts().await.unwrap().len(), 2);
    let refused = ledger.count_failure(AccountId::from_bytes([1; 16])).await;
    assert!(matches!(refused, Err(LedgerError::OpenedForReading)), "{refused:?}");
    ledger.close().await;
}

#[test]
fn the_desk_keeps_accounts_sessions_log_and_summaries_on_sqlite() {
    on_sqlite(story);
}

#[test]
fn the_desk_keeps_accounts_sessions_log_and_summaries_on_postgres() {
    on_postgres(story);
}

/// Guesses at one moment are counted one by one: a counter that was read and written back would let most of them pass.
async fn many_guesses(place: Place) {
    let ledger = std::sync::Arc::new(place.create().await);
    ledger.add_account(&account(1, "王敏")).await.unwrap();
    let guesses: Vec<_> = (0..20)
        .map(|_| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.count_failure(AccountId::from_bytes([1; 16])).await.unwrap() })
        })
        .collect();
    let mut counted = Vec::new();
    for guess in guesses {
        counted.push(guess.await.unwrap());
    }
    counted.sort_unstable();
    assert_eq!(counted, (1..=20).collect::<Vec<_>>());
}

#[test]
fn guesses_at_one_moment_are_counted_one_by_one_on_sqlite() {
    on_sqlite(many_guesses);
}

#[test]
fn guesses_at_one_moment_are_counted_one_by_one_on_postgres() {
    on_postgres(many_guesses);
}
