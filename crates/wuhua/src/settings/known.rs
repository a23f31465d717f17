//! Everything that can be set: its name in the file, its variable, its form, what stands there unless it is set.

/// One thing that can be set.
#[derive(Debug)]
pub struct Known {
    /// Section and name in the file; a section ends at the dot.
    pub key: &'static str,
    pub variable: &'static str,
    /// The option of the command line, where there is one.
    pub option: Option<&'static str>,
    pub form: Form,
    /// What holds unless it is set; nothing where that is to be without it.
    pub default: &'static str,
    /// As it is said to whoever wrote something else: `应为{}`.
    pub expects: &'static str,
    /// What it does.
    pub means: &'static str,
}

/// How a value is written in the file. In a variable all of them are text, a list with commas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Yes,
    Number,
    List,
}

impl Form {
    pub fn word(self) -> &'static str {
        match self {
            Form::Text => "写在引号里的一段文字",
            Form::Yes => "true 或 false",
            Form::Number => "一个不带引号的整数",
            Form::List => "方括号里的几段文字，如 [\"甲\", \"乙\"]",
        }
    }
}

/// In the order in which they are shown: without a section first.
pub const KNOWN: &[Known] = &[
    Known {
        key: "listen",
        variable: "WUHUA_LISTEN",
        option: Some("--listen"),
        form: Form::Text,
        default: "127.0.0.1:8321",
        expects: "地址和端口，如 127.0.0.1:8321",
        means: "在哪个地址和端口上提供网页；端口写 0 就任选一个",
    },
    Known {
        key: "https",
        variable: "WUHUA_HTTPS",
        option: Some("--https"),
        form: Form::Yes,
        default: "false",
        expects: "true 或 false",
        means: "浏览器通过 https 到达这里（前面有代理）：登录凭证只在 https 上发送",
    },
    Known {
        key: "address",
        variable: "WUHUA_ADDRESS",
        option: Some("--address"),
        form: Form::Text,
        default: "",
        expects: "浏览器地址栏里看到的网址，只到主机和端口，如 https://wuhua.example.cn",
        means: "大家用哪个网址打开。以 https 开头就等于 https = true",
    },
    Known {
        key: "proxies",
        variable: "WUHUA_PROXIES",
        option: None,
        form: Form::List,
        default: "",
        expects: "代理的地址或网段，如 10.0.0.5 或 10.0.0.0/24",
        means: "前面的代理。只有它们说的来访地址（X-Forwarded-For）才算数；不写就谁说的都不算",
    },
    Known {
        key: "metrics",
        variable: "WUHUA_METRICS",
        option: None,
        form: Form::Text,
        default: "",
        expects: "地址和端口，如 127.0.0.1:9321",
        means: "在另一个地址上给监控程序看的计数（Prometheus 格式），不用登录；不写就没有",
    },
    Known {
        key: "webhooks.private-networks",
        variable: "WUHUA_WEBHOOKS_PRIVATE_NETWORKS",
        option: None,
        form: Form::List,
        default: "",
        expects: "内部的地址或网段，如 10.0.0.5 或 10.0.0.0/24",
        means: "推送可以发到哪些内部网络。不写就只发到公网，以免有人借它访问内部的别的程序",
    },
    Known {
        key: "log.level",
        variable: "WUHUA_LOG",
        option: None,
        form: Form::Text,
        default: "info",
        expects: "error、warn、info、debug、trace 之一",
        means: "运行日志的多少",
    },
    Known {
        key: "log.format",
        variable: "WUHUA_LOG_FORMAT",
        option: None,
        form: Form::Text,
        default: "text",
        expects: "text 或 json",
        means: "运行日志写成普通文字，还是一行一个 JSON",
    },
    Known {
        key: "sign-in.failures-per-hour",
        variable: "WUHUA_SIGN_IN_FAILURES_PER_HOUR",
        option: None,
        form: Form::Number,
        default: "600",
        expects: "1 到 1000000 的整数",
        means: "同一个来访地址一小时里可以登录失败多少次，再多要等。整个公司可能共用一个地址，不要太小",
    },
    Known {
        key: "sign-in.second-factor",
        variable: "WUHUA_SIGN_IN_SECOND_FACTOR",
        option: None,
        form: Form::List,
        default: "",
        expects: "角色，如 administrator、group-office、unit-office、inspector、secretary、recorder、committee、member",
        means: "哪些角色登录时除密码外要再验证一次；没有设好的，先去设好才能用别的。不写就由各人自己决定",
    },
    Known {
        key: "sign-on.name",
        variable: "WUHUA_SIGN_ON_NAME",
        option: None,
        form: Form::Text,
        default: "统一登录",
        expects: "登录页按钮上的名字",
        means: "公司的统一登录（OpenID Connect）叫什么",
    },
    Known {
        key: "sign-on.issuer",
        variable: "WUHUA_SIGN_ON_ISSUER",
        option: None,
        form: Form::Text,
        default: "",
        expects: "https 开头的网址，与统一登录自己说的一字不差",
        means: "统一登录的发行者；写了就能用统一登录，还要写 address 和 sign-on.client-id",
    },
    Known {
        key: "sign-on.client-id",
        variable: "WUHUA_SIGN_ON_CLIENT_ID",
        option: None,
        form: Form::Text,
        default: "",
        expects: "在统一登录登记时得到的客户端编号",
        means: "本程序在统一登录里的编号；登记的返回网址是 address 后面加 /sign-in/sign-on/back",
    },
    Known {
        key: "sign-on.client-secret-file",
        variable: "WUHUA_SIGN_ON_CLIENT_SECRET_FILE",
        option: None,
        form: Form::Text,
        default: "",
        expects: "文件名；文件只有本人可读写（0600），里面是密钥",
        means: "客户端密钥所在的文件，相对于配置文件；统一登录不发密钥的不用写",
    },
    Known {
        key: "sign-on.claim",
        variable: "WUHUA_SIGN_ON_CLAIM",
        option: None,
        form: Form::Text,
        default: "preferred_username",
        expects: "声明（claim）的名字",
        means: "第一次用统一登录时，哪个声明的值就是这里的账号名。要选本人改不了的",
    },
    Known {
        key: "sign-on.acr",
        variable: "WUHUA_SIGN_ON_ACR",
        option: None,
        form: Form::Text,
        default: "",
        expects: "统一登录表示“已多重验证”的认证级别（acr）",
        means: "要求统一登录按这一级验证，令牌里不是这一级的不让登录，是的抵得上二次验证。不写，统一登录只当作密码",
    },
    Known {
        key: "attachments.scanner",
        variable: "WUHUA_ATTACHMENTS_SCANNER",
        option: None,
        form: Form::Text,
        default: "",
        expects: "clamd 的地址，如 127.0.0.1:3310，或者它的套接字，如 /run/clamav/clamd.ctl",
        means: "附件收下以前先请这个查毒程序（ClamAV）看；查出病毒、没有结果的都不收。不写就不查",
    },
    Known {
        key: "mail.server",
        variable: "WUHUA_MAIL_SERVER",
        option: None,
        form: Form::Text,
        default: "",
        expects: "发信服务器的名字，如 smtp.example.cn",
        means: "发信服务器（SMTP）；写了才能用邮件提醒，还要写 mail.from",
    },
    Known {
        key: "mail.port",
        variable: "WUHUA_MAIL_PORT",
        option: None,
        form: Form::Number,
        default: "465",
        expects: "1 到 65535 的整数",
        means: "发信服务器的端口；tls 一般是 465，starttls 一般是 587",
    },
    Known {
        key: "mail.security",
        variable: "WUHUA_MAIL_SECURITY",
        option: None,
        form: Form::Text,
        default: "tls",
        expects: "tls、starttls 或 none",
        means: "到发信服务器怎样加密；none 只能用于本机的服务器",
    },
    Known {
        key: "mail.from",
        variable: "WUHUA_MAIL_FROM",
        option: None,
        form: Form::Text,
        default: "",
        expects: "发件人，如 五化 <wuhua@example.cn>",
        means: "提醒邮件的发件人",
    },
    Known {
        key: "mail.user",
        variable: "WUHUA_MAIL_USER",
        option: None,
        form: Form::Text,
        default: "",
        expects: "发信账号",
        means: "登录发信服务器的账号；不用登录就不写",
    },
    Known {
        key: "mail.password-file",
        variable: "WUHUA_MAIL_PASSWORD_FILE",
        option: None,
        form: Form::Text,
        default: "",
        expects: "文件的路径",
        means: "写有发信密码的文件，权限应为 0600",
    },
    Known {
        key: "notices.robots",
        variable: "WUHUA_NOTICES_ROBOTS",
        option: None,
        form: Form::List,
        default: "",
        expects: "网址，只到主机和端口，https 开头，如 https://robot.example.cn",
        means: "除企业微信、钉钉、飞书以外，群机器人还可以在哪里；路径要与三家之一相同",
    },
];

/// The setting of this name in the file.
pub fn known(key: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.key == key)
}

/// The sections that the names give.
pub fn is_section(name: &str) -> bool {
    KNOWN.iter().any(|known| known.key.split_once('.').is_some_and(|(section, _)| section == name))
}
