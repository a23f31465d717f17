//! The file as it is written, and what is said of one that is not as it should be.

use std::path::Path;

use super::{Given, Origin, Reading, Settings, SettingsError, file};

fn settings(text: &str) -> Result<Settings, Vec<String>> {
    let read = file::read(Path::new("wuhua.toml"), text);
    let mut reading = Reading { mistakes: read.mistakes, ..Reading::default() };
    reading.given.extend(read.given.into_iter().map(|(known, given)| (known.key, given)));
    reading.settings().map_err(|error| match error {
        SettingsError::Mistakes(mistakes) => mistakes,
        other => vec![other.to_string()],
    })
}

#[test]
fn an_empty_file_sets_nothing() {
    let settings = settings("").unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8321");
    assert!(!settings.https && settings.address.is_none() && settings.metrics.is_none());
    assert!(settings.proxies.is_empty());
    assert_eq!((settings.log_level.as_str(), settings.log_is_json), ("info", false));
    assert_eq!(settings.failures_per_hour.get(), 600);
}

#[test]
fn everything_is_read_into_its_type() {
    let text = "listen = \"0.0.0.0:80\"\naddress = \"https://wuhua.example.cn/\"\n\
        proxies = [\"10.0.0.5\", \"fd00::/8\"]\nmetrics = \"127.0.0.1:9\"\n\
        [log]\nlevel = \"warn,web=debug\"\nformat = \"json\"\n[sign-in]\nfailures-per-hour = 60\n";
    let settings = settings(text).unwrap();
    assert_eq!(settings.address.as_deref(), Some("https://wuhua.example.cn"));
    assert!(settings.https, "an address with https is reached by https");
    assert_eq!(settings.proxies.len(), 2);
    assert!(settings.log_is_json);
    assert_eq!(settings.failures_per_hour.get(), 60);
}

#[test]
fn a_mistake_is_told_with_its_line_what_was_expected_and_the_nearest_word() {
    for (text, told) in [
        ("\nlisten = \"8321\"", "wuhua.toml 第 2 行：listen 应为地址和端口，如 127.0.0.1:8321，实际是“8321”"),
        ("listen = 8321", "wuhua.toml 第 1 行：listen 应为写在引号里的一段文字，实际是 8321"),
        ("lisen = \"x\"", "wuhua.toml 第 1 行：没有“lisen”这一项，最接近的是“listen”。全部的项见 `wuhua config`"),
        (
            "[log]\nlevl = \"x\"",
            "wuhua.toml 第 2 行：没有“log.levl”这一项，最接近的是“log.level”。全部的项见 `wuhua config`",
        ),
        (
            "[log]\nlevel = \"loud\"",
            "wuhua.toml 第 2 行：log.level 应为error、warn、info、debug、trace 之一，实际是“loud”",
        ),
        ("https = \"yes\"", "wuhua.toml 第 1 行：https 应为true 或 false，实际是 \"yes\""),
        (
            "proxies = \"10.0.0.1\"",
            "wuhua.toml 第 1 行：proxies 应为方括号里的几段文字，如 [\"甲\", \"乙\"]，实际是 \"10.0.0.1\"",
        ),
        (
            "proxies = [\"10.0.0.0/33\"]",
            "wuhua.toml 第 1 行：proxies 应为代理的地址或网段，如 10.0.0.5 或 10.0.0.0/24，实际是“10.0.0.0/33”",
        ),
        (
            "address = \"https://a.cn/x\"",
            "wuhua.toml 第 1 行：address 应为浏览器地址栏里看到的网址，只到主机和端口，如 https://wuhua.example.cn，实际是“https://a.cn/x”",
        ),
        (
            "[sign-in]\nfailures-per-hour = 0",
            "wuhua.toml 第 2 行：sign-in.failures-per-hour 应为1 到 1000000 的整数，实际是“0”",
        ),
    ] {
        assert_eq!(settings(text).unwrap_err(), [told], "{text}");
    }
    let broken = settings("listen = \n").unwrap_err().join("");
    assert!(broken.starts_with("wuhua.toml 第 1 行：这里不合 TOML 的写法"), "{broken}");
    assert_eq!(settings("a = 1\nb = 2").unwrap_err().len(), 2, "all mistakes are told at once");
}

#[test]
fn what_is_said_last_says_where_it_was_said() {
    let given = Given { values: vec!["x".into()], from: Origin::Variable("WUHUA_LISTEN") };
    let mut reading = Reading::default();
    reading.given.insert("listen", given);
    let SettingsError::Mistakes(mistakes) = reading.settings().unwrap_err() else { panic!() };
    assert_eq!(mistakes, ["环境变量 WUHUA_LISTEN：listen 应为地址和端口，如 127.0.0.1:8321，实际是“x”"]);
}

#[cfg(unix)]
#[test]
fn a_secret_stands_in_a_file_that_only_its_owner_reads() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sign-on.secret");
    std::fs::write(&file, "geheim\n").unwrap();
    let text = format!(
        "address = \"https://wuhua.example.cn\"\n[sign-on]\nissuer = \"https://sso.example.cn\"\n\
         client-id = \"wuhua\"\nclient-secret-file = \"{}\"\n",
        file.display()
    );
    let open = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    open(0o644);
    let told = settings(&text).unwrap_err().join("");
    assert!(told.starts_with("wuhua.toml 第 5 行：sign-on.client-secret-file 指的"), "{told}");
    assert!(told.contains("应只有本人可读写（0600），实际为 0644。请运行 `chmod 600"), "{told}");
    assert!(!told.contains("geheim"), "{told}");
    open(0o600);
    let sign_on = settings(&text).unwrap().sign_on.unwrap();
    assert_eq!(sign_on.client_secret.as_deref(), Some("geheim"));
    assert_eq!(sign_on.back, "https://wuhua.example.cn/sign-in/sign-on/back");
    assert_eq!((sign_on.name.as_str(), sign_on.claim.as_str()), ("统一登录", "preferred_username"));
    assert!(!format!("{sign_on:?}").contains("geheim"));
}

#[test]
fn a_sign_on_that_is_set_by_half_is_told_what_is_missing() {
    for (text, told) in [
        ("[sign-on]\nissuer = \"https://sso.example.cn\"", "设了统一登录，还应写 sign-on.client-id，实际没有"),
        ("[sign-on]\nissuer = \"https://sso.example.cn\"", "设了统一登录，还应写 address，实际没有"),
        ("[sign-on]\nclient-id = \"x\"", "写了 sign-on.client-id，还应写 sign-on.issuer，实际没有"),
        ("[sign-on]\nissuer = \"http://sso.example.cn\"", "应为https 开头的网址"),
        ("[sign-on]\nissuer = \"http://localhost.example.cn\"", "应为https 开头的网址"),
        ("[sign-on]\nclient-secret-file = \"nowhere\"", "nowhere 读不了：没有这个文件或文件夹"),
        (
            "[sign-on]\nclient-secret = \"x\"",
            "没有“sign-on.client-secret”这一项，最接近的是“sign-on.client-secret-file”",
        ),
    ] {
        let mistakes = settings(text).unwrap_err();
        assert!(mistakes.iter().any(|mistake| mistake.contains(told)), "{mistakes:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_server_for_mails_is_set_with_its_sender_and_a_password_from_a_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mail.secret");
    std::fs::write(&file, "geheim\n").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let text = format!(
        "address = \"https://wuhua.example.cn\"\n[mail]\nserver = \"smtp.example.cn\"\nfrom = \"五化 <wuhua@example.cn>\"\n\
         user = \"wuhua\"\npassword-file = \"{}\"\n[notices]\nrobots = [\"https://robot.example.cn/\"]\n",
        file.display()
    );
    let notices = settings(&text).unwrap().notices;
    let mail = notices.mail.unwrap();
    assert_eq!((mail.server.as_str(), mail.port, mail.security), ("smtp.example.cn", 465, office::MailSecurity::Tls));
    assert_eq!(mail.password.as_deref(), Some("geheim"));
    assert!(!format!("{mail:?}").contains("geheim"));
    assert_eq!(notices.robots, ["https://robot.example.cn"]);
    assert_eq!(notices.site.as_deref(), Some("https://wuhua.example.cn"));
    assert!(settings("").unwrap().notices.mail.is_none());
}

#[test]
fn mails_and_robots_that_are_set_wrong_are_told_what_is_missing() {
    for (text, told) in [
        ("[mail]\nserver = \"smtp.example.cn\"", "设了发信服务器，还应写 mail.from，实际没有"),
        ("[mail]\nfrom = \"a@example.cn\"", "写了 mail.from，还应写 mail.server，实际没有"),
        ("[mail]\nserver = \"s\"\nfrom = \"五化\"", "mail.from 应为发件人，如 五化 <wuhua@example.cn>，实际是“五化”"),
        ("[mail]\nserver = \"s\"\nfrom = \"a@b\"\nuser = \"a\"", "写了 mail.user，还应写 mail.password-file，实际没有"),
        ("[mail]\nserver = \"s\"\nfrom = \"a@b\"\nsecurity = \"none\"", "mail.security 写 none 只能用于本机的服务器"),
        ("[mail]\nserver = \"s\"\nfrom = \"a@b\"\nport = 0", "mail.port 应为1 到 65535 的整数，实际是“0”"),
        ("[notices]\nrobots = [\"http://robot.example.cn\"]", "notices.robots 应为网址，只到主机和端口，https 开头"),
    ] {
        let mistakes = settings(text).unwrap_err();
        assert!(mistakes.iter().any(|mistake| mistake.contains(told)), "{mistakes:?}");
    }
}
