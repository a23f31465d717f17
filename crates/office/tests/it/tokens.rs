//! Tokens against what is asked of their account meanwhile.

use office::access::{LocalOperator, Role, Scope};
use office::live::Live;
use office::{Entered, TokenWanted};
use testkit::demonstration::{Demonstration, now};

#[test]
fn a_token_made_with_a_password_is_nothing_once_more_is_asked_of_a_role_and_ends_with_a_new_password() {
    let demonstration = Demonstration::copy();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(now().day(), |_, _| {}).await.unwrap();
        let password = demonstration.password("shuji").to_owned();
        let entered = live.office().sign_in("shuji", password.clone(), "test", now()).await.unwrap();
        let session = match entered {
            Entered::In { token } => token,
            Entered::CodeAsked { .. } => String::new(),
        };
        let signed_in = live.signed_in(&session, now()).await.unwrap().unwrap();
        let wanted = TokenWanted { name: "门户".to_owned(), scopes: vec![Scope::Read], days: 1, password };
        let token = live.office().make_token(&signed_in, wanted, now()).await.unwrap();
        assert!(live.program(&token, &[], now()).await.unwrap().is_some());
        assert!(live.program(&token, &[Role::Inspector], now()).await.unwrap().is_some(), "that is asked of others");
        assert!(live.program(&token, &[Role::Secretary], now()).await.unwrap().is_none());
        let allowed = LocalOperator::named("").may();
        live.office().reset_password(&allowed, "shuji", now()).await.unwrap();
        assert!(live.program(&token, &[], now()).await.unwrap().is_none());
        live.close().await;
    });
}
