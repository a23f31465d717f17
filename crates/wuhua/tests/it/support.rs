//! Running the program, places for its ledgers, and books to feed it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU64, Ordering};

use rust_xlsxwriter::Workbook;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// Who signs the records of these tests.
pub const RECORDER: &str = "测试记录员";

/// What one run of the program gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    #[track_caller]
    pub fn of(output: Output) -> Run {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or(-1);
        let run = Run { code, stdout: text(output.stdout), stderr: text(output.stderr) };
        assert!(!run.stderr.contains("panicked"), "{run:?}");
        run
    }

    #[track_caller]
    pub fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Every one of these words, in Chinese or not, stands in what the user was told.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Run {
        let told = format!("{}{}", self.stdout, self.stderr);
        for word in words {
            assert!(told.contains(word), "“{word}” is not in:\n{told}");
        }
        self
    }
}

/// The program, cut off from the settings of whoever runs the tests.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wuhua"));
    command
        .env_remove("WUHUA_VAULT_KEY_FILE")
        .env_remove("WUHUA_STANDARD")
        .env_remove("RUST_BACKTRACE")
        .env("USER", RECORDER);
    command
}

#[track_caller]
pub fn wuhua(arguments: &[&str]) -> Run {
    Run::of(command().args(arguments).output().unwrap())
}

/// A place for one ledger, and a folder for books beside it.
pub struct Place {
    pub location: String,
    pub folder: PathBuf,
    key_file: Option<PathBuf>,
    /// The server, and the database on it that goes with this place.
    database: Option<(String, String)>,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.database {
            postgres(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

impl Place {
    /// The program with a command on this place.
    pub fn command(&self, verb: &str) -> Command {
        let mut command = command();
        if let Some(path) = &self.key_file {
            command.env("WUHUA_VAULT_KEY_FILE", path);
        }
        command.arg(verb).arg(&self.location);
        command
    }

    #[track_caller]
    pub fn wuhua(&self, verb: &str, arguments: &[&str]) -> Run {
        Run::of(self.command(verb).args(arguments).output().unwrap())
    }

    #[track_caller]
    pub fn init(&self) {
        self.wuhua("init", &[]).exits(0);
    }

    #[track_caller]
    pub fn import(&self, files: &[PathBuf], more: &[&str]) -> Run {
        Run::of(self.command("import").args(files).args(["--format", "json"]).args(more).output().unwrap())
    }

    /// How many facts a clean ledger has.
    #[track_caller]
    pub fn facts(&self) -> usize {
        let run = self.wuhua("verify", &[]).exits(0).says(&["条链", "全部完好"]);
        let line = run.stdout.lines().next().unwrap();
        line.split(['链', '条']).find_map(|text| text.strip_prefix('，')?.trim().parse().ok()).unwrap()
    }

    fn make_database(&mut self, server: &str, template: &str) {
        let name = format!("wuhua_program_{}_{}", std::process::id(), next_number());
        postgres(server, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        self.location = with_database(server, &name);
        self.database = Some((server.to_owned(), name));
    }

    /// The same ledger once more: what is done to one is not done to the other. Nobody may have it open.
    pub fn copy(&self) -> Place {
        let (folder, key_file) = (self.folder.clone(), self.key_file.clone());
        let location = format!("{}-{}", self.location, next_number());
        let mut copy = Place { location, folder, key_file, database: None };
        match &self.database {
            Some((server, name)) => copy.make_database(server, name),
            None => copy_folder(self.directory(), copy.directory()),
        }
        copy
    }

    /// The ledger, opened by the test itself.
    pub async fn open(&self) -> ledger::Ledger {
        let location = ledger::Location::parse(&self.location);
        let key_file = match &self.key_file {
            Some(path) => ledger::KeyFile::at(path),
            None => ledger::KeyFile::at(self.directory().join("vault.key")),
        };
        ledger::Ledger::open_with(&location, ledger::Mode::Read, key_file).await.unwrap()
    }

    pub fn directory(&self) -> &Path {
        Path::new(&self.location)
    }

    /// Writes a file beside the ledger.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub fn write_all(&self, books: &[(String, Vec<u8>)]) -> Vec<PathBuf> {
        books.iter().map(|(name, bytes)| self.write(name, bytes)).collect()
    }

    /// Organisations and rosters of a small group of our own: a committee, two branches, four members.
    #[track_caller]
    pub fn with_small_group(self) -> Place {
        self.fill_with_small_group();
        self
    }

    /// Makes the ledger and puts the small group into it.
    #[track_caller]
    pub fn fill_with_small_group(&self) {
        self.init();
        let files = [self.write("1组织.csv", ORGANISATIONS), self.write("2花名册.csv", ROSTER)];
        self.import(&files, &[]).exits(0);
    }
}

pub const ORGANISATIONS: &str = "\
党组织基本信息表
序号,党组织名称,类别,上级党组织,成立时间
1,东湖集团党委,党委,,2000-01-01
2,东湖第一党支部,党支部,东湖集团党委,2010-03-01
3,东湖第二党支部,党支部,东湖集团党委,2011.5.6
";

pub const ROSTER: &str = "\
党员花名册
党支部,姓名,性别,出生年月,入党时间,转正时间,人员类别
东湖第一党支部,张 三,男,1970.01,1995-07-01,1996-07-01,正式党员
东湖第一党支部,李四,女,1980年5月6日,2005.7.1,2006.7.1,正式党员
东湖第一党支部,王五,男,1990.12,2018年3月28日,2019年3月28日,正式党员
东湖第二党支部,赵六,男,1975-02,1999/8/9,2000/8/9,正式党员
";

pub const HOURS_OF_A_STRANGER: &str = "支部名称,学员,培训日期,学时数\n东湖第一党支部,无名,2019-03-05,8\n";

/// A place of its own in a new directory; the ledger is not made yet.
pub fn place() -> (TempDir, Place) {
    let temporary = tempfile::Builder::new().prefix("wuhua-test-").tempdir().unwrap();
    let folder = temporary.path().to_owned();
    let location = folder.join("台账").display().to_string();
    (temporary, Place { location, folder, key_file: None, database: None })
}

/// Runs a test on a fresh PostgreSQL database, where there is a server.
pub fn on_postgres(test: impl FnOnce(&Place)) {
    let Ok(server) = std::env::var("WUHUA_TEST_PG") else {
        println!("WUHUA_TEST_PG is not set: not run on PostgreSQL");
        return;
    };
    let (_temporary, mut place) = place();
    place.key_file = Some(place.folder.join("vault.key"));
    place.make_database(&server, "template0 ENCODING 'UTF8'");
    test(&place);
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, String::new()), |(base, query)| (base, format!("?{query}")));
    let (scheme, rest) = base.split_once("://").unwrap();
    format!("{scheme}://{}/{name}{query}", rest.split('/').next().unwrap())
}

fn next_number() -> u64 {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Runs SQL that gives no rows on a server.
pub fn postgres(url: &str, sql: &str) {
    runtime().block_on(async {
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    });
}

/// A connection to a ledger's file that goes round the ledger, as a stranger's tool would.
pub async fn sqlite(directory: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(directory.join("ledger.db")).foreign_keys(false);
    options.connect().await.unwrap()
}

/// Runs SQL on a ledger's file, and leaves everything in the one file.
pub fn tamper(directory: &Path, sql: &str) {
    runtime().block_on(async {
        let mut connection = sqlite(directory).await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// A workbook of sheets of texts.
pub fn workbook(sheets: &[(String, Vec<Vec<String>>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The sheets of a workbook as texts.
pub fn read_workbook(bytes: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
    use calamine::{Data, DataType, Reader, Xlsx};
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    let text = |cell: &Data| if cell.is_empty() { String::new() } else { cell.to_string() };
    let rows = |book: &mut Xlsx<_>, name: &str| {
        let range = book.worksheet_range(name).unwrap();
        let (height, width) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
        let cell = |row, column| range.get_value((row, column)).map(text).unwrap_or_default();
        (0..height).map(|row| (0..width).map(|column| cell(row, column)).collect()).collect()
    };
    names.iter().map(|name| (name.clone(), rows(&mut book, name))).collect()
}

/// `B12` as column letters and row.
pub fn column_and_row(cell: &str) -> (&str, usize) {
    let at = cell.find(|character: char| character.is_ascii_digit()).unwrap();
    (&cell[..at], cell[at..].parse().unwrap())
}

/// Every part of a JSON answer under a key.
pub fn list<'a>(json: &'a Value, key: &str) -> &'a Vec<Value> {
    json[key].as_array().unwrap()
}

pub fn records(json: &Value) -> usize {
    list(json, "taken").iter().map(|row| row["records"].as_u64().unwrap() as usize).sum()
}

pub fn already_there(json: &Value) -> usize {
    list(json, "taken").iter().map(|row| row["already_there"].as_u64().unwrap() as usize).sum()
}

/// Refusals as `file 〔sheet〕 cell found`.
pub fn refused(json: &Value) -> Vec<String> {
    let line = |row: &Value| {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        for key in ["expected", "found", "advice"] {
            assert!(!text(key).is_empty(), "{key} is empty in {row}");
        }
        format!("{} 〔{}〕 {} {}", text("file"), text("sheet"), text("cell"), text("found"))
    };
    list(json, "refused").iter().map(line).collect()
}
