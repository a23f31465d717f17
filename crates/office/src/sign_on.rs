//! Command: sign in by a company's own sign-on, over OpenID Connect.
//!
//! Code flow with PKCE, state and nonce; the browser that comes back must be the one that was sent off. Who vouches, for
//! whom, until when, and with which of the provider's keys is checked on every token. An account is found by issuer and
//! subject; the first time, by the name that a claim gives, and only where there is such an account: none is ever made.
//! How strongly the sign-on looked at somebody it says by a class (`acr`), which the configuration names where the company
//! has agreed on one; without it, it counts as no more than a password (ASVS 5.0, 6.8.4).
//! Signing out ends the session here and nothing else.

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::time::Duration;

use facts::Instant;
use ledger::Account;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AuthenticationContextClass, AuthorizationCode, Client, ClientId,
    ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, IdTokenClaims, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};

use crate::sign_in::{Entered, How, MINUTE};
use crate::{Office, OfficeError, SignInRefused, outgoing};

/// A company's own sign-on, as it is set.
#[derive(Clone)]
pub struct SignOnWanted {
    /// What people call it.
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    /// Which claim gives the name of the account.
    pub claim: String,
    /// The class of authentication (`acr`) that it is asked for and has to vouch for.
    pub class: Option<String>,
    /// Where the provider sends people back to.
    pub back: String,
}

impl std::fmt::Debug for SignOnWanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignOnWanted({}, {})", self.name, self.issuer)
    }
}

/// The same, ready to be used.
#[derive(Debug)]
pub struct SignOn {
    wanted: SignOnWanted,
    http: reqwest::Client,
    /// What the provider last said of itself, and when.
    known: std::sync::RwLock<Option<(Instant, CoreProviderMetadata)>>,
    /// When it could not be reached last, and why.
    failed: std::sync::RwLock<Option<(Instant, String)>>,
}

/// Where a browser is sent, and what it has to bring back besides what the provider gives it.
#[derive(Debug, Clone)]
pub struct SentOff {
    pub address: String,
    pub state: String,
}

/// Somebody who came back, and where they wanted to go.
#[derive(Debug, Clone)]
pub struct CameBack {
    pub entered: Entered,
    pub next: String,
}

/// What a provider says of somebody beside what everybody knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Further(BTreeMap<String, serde_json::Value>);

impl AdditionalClaims for Further {}

type Fields = IdTokenFields<
    Further,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type Provider = Client<
    Further,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type Vouched = IdTokenClaims<Further, CoreGenderClaim>;

/// What is kept while somebody is away.
#[derive(Serialize, Deserialize)]
struct Away {
    nonce: String,
    verifier: String,
    next: String,
}

const PURPOSE: &str = "sign-on";
/// How a token may be signed: by a key of the provider's that nobody else has.
const SIGNED_BY: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];
/// What a provider says of itself is asked for again after so long, and whenever its keys do not fit.
const KNOWN_MINUTES: i64 = 10;
/// One that is away is left alone for so long: each who tries would wait for it.
const AWAY_SECONDS: i64 = 10;
const PATIENCE: Duration = Duration::from_secs(10);
/// No answer of a provider is larger.
const ANSWER_MOST: usize = 1 << 20;

/// Why a provider could not be asked.
#[derive(Debug, thiserror::Error)]
enum HttpFailure {
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    #[error("the answer is larger than any such answer")]
    Large,
    #[error("the answer cannot be read")]
    Unreadable,
}

impl SignOn {
    /// # Errors
    /// Where the system gives no means to speak https.
    pub fn new(wanted: SignOnWanted) -> Result<SignOn, OfficeError> {
        let http = outgoing::client(PATIENCE).build().map_err(|_| OfficeError::NoHttps)?;
        Ok(SignOn { wanted, http, known: std::sync::RwLock::default(), failed: std::sync::RwLock::default() })
    }

    pub fn name(&self) -> &str {
        &self.wanted.name
    }

    /// What the provider says of itself: its addresses and its keys.
    async fn provider(&self, now: Instant, anew: bool) -> Result<Provider, SignInRefused> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        let age = |at: Instant| now.microseconds() - at.microseconds();
        let is_fresh = |at: Instant| !anew && age(at) < KNOWN_MINUTES * MINUTE;
        let metadata = match known.filter(|(at, _)| is_fresh(*at)) {
            Some((_, metadata)) => metadata,
            None => {
                let failed = self.failed.read().unwrap_or_else(PoisonError::into_inner).clone();
                if let Some((_, reason)) = failed.filter(|(at, _)| age(*at) < AWAY_SECONDS * MINUTE / 60) {
                    return Err(self.away(&reason));
                }
                let issuer = IssuerUrl::new(self.wanted.issuer.clone()).map_err(|_| self.away("issuer"))?;
                let http = |request: HttpRequest| call(self.http.clone(), request);
                let found = CoreProviderMetadata::discover_async(issuer, &http).await;
                let found = found.map_err(|error| {
                    let reason = error.to_string();
                    *self.failed.write().unwrap_or_else(PoisonError::into_inner) = Some((now, reason.clone()));
                    self.away(&reason)
                })?;
                *self.failed.write().unwrap_or_else(PoisonError::into_inner) = None;
                *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some((now, found.clone()));
                found
            }
        };
        let back = RedirectUrl::new(self.wanted.back.clone()).map_err(|_| self.away("redirect"))?;
        let secret = self.wanted.client_secret.clone().map(ClientSecret::new);
        let client = Client::from_provider_metadata(metadata, ClientId::new(self.wanted.client_id.clone()), secret);
        Ok(client.set_redirect_uri(back))
    }

    fn away(&self, reason: &str) -> SignInRefused {
        SignInRefused::SignOnAway { name: self.wanted.name.clone(), reason: reason.to_owned() }
    }

    fn refused(&self, reason: &str) -> SignInRefused {
        SignInRefused::SignOnRefused { name: self.wanted.name.clone(), reason: reason.to_owned() }
    }

    /// Gives the code for tokens and looks at what they vouch for.
    async fn vouched(&self, code: &str, away: &Away, now: Instant) -> Result<(Vouched, AccessToken), SignInRefused> {
        let provider = self.provider(now, false).await?;
        let http = |request: HttpRequest| call(self.http.clone(), request);
        let exchange = provider
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| self.away(&error.to_string()))?;
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(away.verifier.clone()));
        let tokens: Tokens = exchange.request_async(&http).await.map_err(|error| match error {
            openidconnect::RequestTokenError::Request(reason) => self.away(&reason.to_string()),
            other => self.refused(&other.to_string()),
        })?;
        let nonce = Nonce::new(away.nonce.clone());
        let vouched = match self.looked_at(&provider, &tokens, &nonce) {
            Some(vouched) => Some(vouched),
            // It may have taken new keys into use since it was last asked for them.
            None => self.looked_at(&self.provider(now, true).await?, &tokens, &nonce),
        };
        let vouched = vouched.ok_or_else(|| self.refused("the token does not vouch for what was asked"))?;
        // It may answer with another class than it was asked for.
        let class = vouched.auth_context_ref().map(|class| class.as_str());
        if self.wanted.class.as_deref().is_some_and(|wanted| class != Some(wanted)) {
            return Err(SignInRefused::SignOnTooWeak { name: self.wanted.name.clone() });
        }
        Ok((vouched, tokens.access_token().clone()))
    }

    /// Signature, issuer, audience, time, nonce, and that the access token is the one that came with it.
    fn looked_at(&self, provider: &Provider, tokens: &Tokens, nonce: &Nonce) -> Option<Vouched> {
        let id_token = tokens.id_token()?;
        let verifier = provider.id_token_verifier().set_allowed_algs(SIGNED_BY);
        let claims = id_token.claims(&verifier, nonce).ok()?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = id_token.signing_alg().ok()?;
            let key = id_token.signing_key(&verifier).ok()?;
            let found = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).ok()?;
            if found != *expected {
                return None;
            }
        }
        Some(claims.clone())
    }

    /// The name of the account that the provider gives; asked for separately where it does not stand in the token.
    async fn account_name(
        &self,
        vouched: &Vouched,
        access: AccessToken,
        now: Instant,
    ) -> Result<Option<String>, SignInRefused> {
        let claim = self.wanted.claim.as_str();
        let in_token = match claim {
            "sub" => Some(vouched.subject().as_str().to_owned()),
            "preferred_username" => vouched.preferred_username().map(|name| name.as_str().to_owned()),
            // An address that nobody has looked into is anybody's.
            "email" if vouched.email_verified() == Some(true) => vouched.email().map(|email| email.as_str().to_owned()),
            "email" => None,
            _ => text_of(vouched.additional_claims(), claim),
        };
        if in_token.is_some() {
            return Ok(in_token);
        }
        let provider = self.provider(now, false).await?;
        let Ok(asking) = provider.user_info(access, Some(vouched.subject().clone())) else { return Ok(None) };
        let http = |request: HttpRequest| call(self.http.clone(), request);
        let said: Result<UserInfoClaims<Further, CoreGenderClaim>, _> = asking.request_async(&http).await;
        let said = said.map_err(|error| self.refused(&error.to_string()))?;
        Ok(match claim {
            "preferred_username" => said.preferred_username().map(|name| name.as_str().to_owned()),
            "email" if said.email_verified() == Some(true) => said.email().map(|email| email.as_str().to_owned()),
            "email" => None,
            _ => text_of(said.additional_claims(), claim),
        })
    }
}

fn text_of(further: &Further, claim: &str) -> Option<String> {
    further.0.get(claim).and_then(|value| value.as_str()).map(str::to_owned)
}

/// One request to the provider.
async fn call(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
    let mut answer = http.execute(request.try_into()?).await?;
    let mut response = openidconnect::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await? {
        body.extend_from_slice(&part);
        if body.len() > ANSWER_MOST {
            return Err(HttpFailure::Large);
        }
    }
    response.body(body).map_err(|_| HttpFailure::Unreadable)
}

impl Office {
    /// Sends somebody off to the company's sign-on.
    ///
    /// # Errors
    /// Where it cannot be reached, or the ledger does not take it.
    pub async fn send_to_sign_on(&self, sign_on: &SignOn, next: &str, now: Instant) -> Result<SentOff, SignInRefused> {
        // Asked anew each time: who is sent to a provider that is away sees the browser's words and none of ours.
        let provider = sign_on.provider(now, true).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = Nonce::new_random();
        let away = Away { nonce: nonce.secret().clone(), verifier: verifier.secret().clone(), next: next.to_owned() };
        let body = serde_json::to_string(&away).map_err(|_| SignInRefused::Expired)?;
        let state = self.ask(PURPOSE, None, body, now).await?;
        let sent = state.clone();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut asking = provider
            .authorize_url(flow, move || CsrfToken::new(sent), move || nonce)
            .add_scope(Scope::new("profile".to_owned()))
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge);
        if let Some(class) = &sign_on.wanted.class {
            asking = asking.add_auth_context_value(AuthenticationContextClass::new(class.clone()));
        }
        let (address, ..) = asking.url();
        Ok(SentOff { address: address.to_string(), state })
    }

    /// Somebody came back from it; `brought` is what the browser kept meanwhile.
    ///
    /// # Errors
    /// Where it is not the browser that was sent off, nothing was asked, the provider does not vouch, no account is theirs,
    /// or it cannot be reached.
    pub async fn back_from_sign_on(
        &self,
        sign_on: &SignOn,
        (state, code, brought): (&str, &str, Option<&str>),
        device: &str,
        now: Instant,
    ) -> Result<CameBack, SignInRefused> {
        if brought != Some(state) {
            return Err(SignInRefused::Expired);
        }
        let asked = self.ledger.answered(PURPOSE, state, now).await.map_err(OfficeError::from)?;
        let asked = asked.ok_or(SignInRefused::Expired)?;
        let away: Away = serde_json::from_str(&asked.body).map_err(|_| SignInRefused::Expired)?;
        let (vouched, access) = sign_on.vouched(code, &away, now).await?;
        let (issuer, subject) = (vouched.issuer().as_str().to_owned(), vouched.subject().as_str().to_owned());
        let known = self.ledger.signed_on(&issuer, &subject).await.map_err(OfficeError::from)?;
        let account = match known {
            Some(id) => self.ledger.account(id).await.map_err(OfficeError::from)?,
            None => {
                let name = sign_on.account_name(&vouched, access, now).await?.unwrap_or_default();
                Some(self.join(sign_on, (&issuer, &subject), &name, now).await?)
            }
        };
        let account = account.filter(|account| account.ended_at.is_none());
        let account = account.ok_or_else(|| SignInRefused::SignOnUnknown {
            name: sign_on.wanted.name.clone(),
            account: String::new(),
        })?;
        let entered = match (&sign_on.wanted.class, account.totp.is_some()) {
            (None, true) => Entered::CodeAsked { token: self.ask_for_code(&account, now).await? },
            (None, false) => Entered::In { token: self.begin(&account, device, How::SignOn, now).await? },
            (Some(_), _) => Entered::In { token: self.begin(&account, device, How::StrongSignOn, now).await? },
        };
        Ok(CameBack { entered, next: away.next })
    }

    /// The first time: the account of the name that the provider gives.
    async fn join(
        &self,
        sign_on: &SignOn,
        who: (&str, &str),
        name: &str,
        now: Instant,
    ) -> Result<Account, SignInRefused> {
        let unknown = || SignInRefused::SignOnUnknown { name: sign_on.wanted.name.clone(), account: name.to_owned() };
        let account = self.ledger.account_named(name.trim()).await.map_err(OfficeError::from)?;
        let Some(account) = account.filter(|account| account.ended_at.is_none()) else {
            self.log_sign_in(None, "sign-on-unknown", name, now).await?;
            return Err(unknown());
        };
        if !self.ledger.join_sign_on(who, account.id, now).await.map_err(OfficeError::from)? {
            self.log_sign_in(Some(&account), "sign-on-taken", who.1, now).await?;
            return Err(SignInRefused::SignOnTaken { account: account.name });
        }
        self.log_sign_in(Some(&account), "sign-on-joined", who.1, now).await?;
        Ok(account)
    }
}
