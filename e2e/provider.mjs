// A company's own sign-on for the specs: a real provider, with people of whom it only knows what they type.
//
//     node provider.mjs PORT CLIENT SECRET BACK
//
// Whoever signs in as `1001-guanli` is the subject `1001-guanli`, whose preferred_username is `guanli`; as `1001-guanli+`
// likewise, and was looked at in more than one way. Says `ready` once it answers.
import Provider from "oidc-provider";

const [port, client, secret, back] = process.argv.slice(2);

const STRONG = "urn:example:two-factors";
const provider = new Provider(`http://localhost:${port}`, {
    clients: [
        {
            client_id: client,
            client_secret: secret,
            redirect_uris: [back],
            grant_types: ["authorization_code"],
            response_types: ["code"],
        },
    ],
    acrValues: [STRONG],
    claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email", "email_verified"] },
    cookies: { keys: ["of a test"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: id.split("-").at(-1) }),
    }),
    // Nobody is sent off without the key that proves who came back.
    pkce: { required: () => true },
});

const finish = provider.interactionFinished.bind(provider);
provider.interactionFinished = (request, response, result, options) => {
    const login = result.login?.accountId?.endsWith("+")
        ? { ...result.login, accountId: result.login.accountId.slice(0, -1), acr: STRONG }
        : result.login;
    return finish(request, response, login ? { ...result, login } : result, options);
};

provider.listen(Number(port), "localhost", () => console.log("ready"));
