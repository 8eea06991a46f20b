#include "shared/support/options.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "tests/shared/support/captured_output.h"
#include "tests/support/temp_dir.h"

using namespace hookloop;
using hookloop::test::CapturedOutput;

namespace {

// A variable that is set while it lives.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) { setenv(name, value.c_str(), 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

// A program like ours: one command that serves, one that does not.
struct Program {
  CLI::App app{"A program for tests.", "program"};
  ServerOptions server;
  Microseconds patience = std::chrono::seconds(5);
  std::uint64_t max_body = 1024;
  std::uint32_t workers = 4;
  std::optional<std::uint64_t> seed;
  std::optional<ExitCode> end;
  std::string errors;

  explicit Program(std::vector<const char*> words) {
    app.set_version_flag("--version", "program 1");
    CLI::App* serve = app.add_subcommand("serve", "Serves");
    add_server_options(*serve, server, "127.0.0.1:8080", "program");
    add_duration(*serve, "--patience", patience, "How long");
    add_size(*serve, "--max-body", max_body, "How much");
    add_whole_number(*serve, "--workers", workers, 1, 64, "How many");
    add_whole_number(*serve, "--seed", seed, 0, UINT64_MAX, "Which");
    add_environment_and_config(*serve);
    app.add_subcommand("events", "Lists");
    words.insert(words.begin(), "program");
    CapturedOutput captured;
    end = parse_command_line(app, static_cast<int>(words.size()), words.data());
    errors = captured.errors();
  }
  bool says(std::string_view text) const { return errors.find(text) != std::string::npos; }
};

std::string config_file(const test::TempDir& folder, const std::string& text) {
  const std::string file = (folder.path() / "config.toml").string();
  std::ofstream(file) << text;
  return file;
}

}  // namespace

TEST_CASE("Flags are read with their units", "[support][unit]") {
  const Program program({"serve", "--listen", "localhost:0", "--patience", "250ms", "--max-body=32MiB", "--ephemeral",
                         "--log-format", "json"});
  CHECK_FALSE(program.end);
  CHECK(program.server.listen == "localhost:0");
  CHECK(program.server.ephemeral);
  CHECK(program.server.log_format == LogFormat::json);
  CHECK(program.patience == std::chrono::milliseconds(250));
  CHECK(program.max_body == 33'554'432);
}

TEST_CASE("A wrong word ends with exit code 2 and names the nearest right one", "[support][unit]") {
  struct Row {
    std::vector<const char*> words;
    std::string told;
  };
  for (const auto& [words, told] :
       {Row{{"serve", "--lisen", "x"}, "there is no flag --lisen; did you mean --listen?"},
        Row{{"serve", "--lisen=x"}, "did you mean --listen?"},
        Row{{"serv"}, "there is no command 'serv'; did you mean serve?"},
        Row{{"events", "more"}, "'more' is one word too many"}, Row{{"serve", "--patience", "5"}, "as in 250ms"},
        Row{{"serve", "--max-body", "lots"}, "as in 32MiB"},
        Row{{"serve", "--log-level", "loud"}, "'loud' is none of trace, debug, info, warn, error, off"},
        Row{{"serve", "--log-level", "inof"}, "did you mean info?"},
        Row{{"serve", "--log-level", "INFO"}, "did you mean info?"},
        Row{{"serve", "--log-format", "xml"}, "--log-format: 'xml' is none of text, json"},
        Row{{"serve", "--log-format", "1"}, "'1' is none of text, json"},
        Row{{"serve", "--listen"}, "--listen needs a value: HOST:PORT"},
        Row{{"serve", "--listen", "a:1", "--listen", "b:1"}, "--listen is given twice"},
        Row{{"serve", "--ephemeral=maybe"}, "--ephemeral takes no value"},
        Row{{"serve", "--ephemeral=5"}, "--ephemeral takes no value"}}) {
    CAPTURE(told);
    const Program program(words);
    CHECK(program.end == ExitCode::wrong_usage);
    CHECK(program.says(told));
    CHECK(program.errors.find('\n') == program.errors.size() - 1);  // one sentence
  }
}

TEST_CASE("A flag of a command that stands before it is told its place", "[support][unit]") {
  struct Row {
    std::vector<const char*> words;
    std::string told;
  };
  for (const auto& [words, told] :
       {Row{{"--ephemeral", "serve"}, "--ephemeral goes behind the command: program serve --ephemeral"},
        Row{{"--workers=3", "serve"}, "--workers goes behind the command: program serve --workers"},
        Row{{"--ephemeral"}, "--ephemeral goes behind the command: program serve --ephemeral"},
        Row{{"--ephemeral", "events"}, "there is no flag --ephemeral"}}) {
    CAPTURE(told);
    const Program program(words);
    CHECK(program.end == ExitCode::wrong_usage);
    CHECK(program.says(told));
  }
}

TEST_CASE("A program without commands says so to one that is given", "[support][unit]") {
  CLI::App app("Serves.", "server");
  CapturedOutput captured;
  const std::vector<const char*> words{"server", "serve"};
  CHECK(parse_command_line(app, 2, words.data()) == ExitCode::wrong_usage);
  CHECK(captured.errors() == "server: 'serve' is one word too many: run server without a command\n");
}

TEST_CASE("What was typed does not steer the terminal that it is told on", "[support][unit]") {
  for (const std::vector<const char*>& words :
       std::vector<std::vector<const char*>>{{"x\x1b[31m"},
                                             {"events", "x\x1b[31m"},
                                             {"serve", "--log-level", "x\x1b[31m"},
                                             {"serve", "--patience", "x\x1b[31m"},
                                             {"serve", "--config", "x\x1b[31m"},
                                             {"serve", "--x\x1b[31m"}}) {
    const Program program(words);
    CHECK(program.end == ExitCode::wrong_usage);
    CHECK(program.says("x\xef\xbf\xbd[31m"));
    CHECK_FALSE(program.says("\x1b"));
  }
}

TEST_CASE("A whole number is decimal, whatever zeros it begins with", "[support][unit]") {
  const Program program({"serve", "--workers", "010", "--seed=18446744073709551615"});
  CHECK_FALSE(program.end);
  CHECK(program.workers == 10);
  CHECK(program.seed == UINT64_MAX);
  CHECK(Program({"serve"}).workers == 4);
  CHECK_FALSE(Program({"serve"}).seed);
}

TEST_CASE("What is no whole number within its limits is refused with them", "[support][unit]") {
  for (const char* text : {"", "0", "65", "-1", "+1", "1.0", "0x10", "1e1", "4 ", "many", "99999999999999999999"}) {
    CAPTURE(text);
    const std::string argument = std::string("--workers=") + text;
    const Program program({"serve", argument.c_str()});
    CHECK(program.end == ExitCode::wrong_usage);
    CHECK(program.says("--workers"));
  }
  CHECK(Program({"serve", "--workers", "65"}).says("'65' is no whole number from 1 to 64"));
  CHECK(Program({"serve", "--seed", "18446744073709551616"}).says("from 0 to 18446744073709551615"));
}

TEST_CASE("Help and version are printed and pass", "[support][unit]") {
  CHECK(Program({"--help"}).end == ExitCode::passed);
  CHECK(Program({"serve", "--help"}).end == ExitCode::passed);
  CHECK(Program({"--version"}).end == ExitCode::passed);
}

TEST_CASE("A flag beats its variable, the variable beats the file, the file beats the default", "[support][unit]") {
  const test::TempDir folder;
  const std::string file = config_file(folder,
                                       "# ours\nmax-body = \"3KiB\"\nlisten = \"localhost:3\"\nephemeral = true\n"
                                       "patience = \"3s\"\n");
  const Variable body("HOOKLOOP_MAX_BODY", "2KiB");
  const Variable listen("HOOKLOOP_LISTEN", "localhost:2");
  const Program program({"serve", "--config", file.c_str(), "--listen", "localhost:1"});
  CHECK_FALSE(program.end);
  CHECK(program.server.listen == "localhost:1");
  CHECK(program.max_body == 2'048);
  CHECK(program.patience == std::chrono::seconds(3));
  CHECK(program.server.ephemeral);
  CHECK(program.server.log_level == "info");
}

TEST_CASE("The file can be named by a variable, and then it must be there too", "[support][unit]") {
  const test::TempDir folder;
  const Variable config("HOOKLOOP_CONFIG", config_file(folder, "max-body = 7\n"));
  CHECK(Program({"serve"}).max_body == 7);
  CHECK_FALSE(Program({"events"}).end);
  const Variable missing("HOOKLOOP_CONFIG", (folder.path() / "missing.toml").string());
  const Program program({"serve"});
  CHECK(program.end == ExitCode::wrong_usage);
  CHECK(program.says("missing.toml"));
}

TEST_CASE("Nothing in a file is silently ignored", "[support][unit]") {
  const test::TempDir folder;
  struct Row {
    std::string text, told;
  };
  for (const auto& [text, told] :
       {Row{"max-bdy = 1\n", "did you mean max-body?"}, Row{"rubbish\n", "rubbish"},
        Row{"[serve]\nmax-body = 1\n", "serve.max-body"}, Row{"max-body = \"lots\"\n", "32MiB"},
        Row{"max-body = 1\nmax-body = 2\n", "twice"}, Row{"max-body = 1\nlisten = \"x:1\"\nmax-body = 2\n", "twice"},
        Row{"ephemeral = \"maybe\"\n", "ephemeral is true or false, not 'maybe'"},
        Row{"ephemeral = 1\n", "true or false"}, Row{"ephemeral = -3\n", "true or false"},
        Row{"ephemeral = \"\"\n", "true or false"}, Row{"ephemeral = \"on\"\n", "true or false"},
        Row{"ephemeral = [true, true]\n", "ephemeral"}, Row{"config = \"other.toml\"\n", "config"},
        Row{"help = true\n", "help"}}) {
    CAPTURE(text);
    const std::string file = config_file(folder, text);
    const Program program({"serve", "--config", file.c_str()});
    CHECK(program.end == ExitCode::wrong_usage);
    CHECK(program.says(told));
  }
}

TEST_CASE("A bad variable is an error, and one without a flag's name is not ours", "[support][unit]") {
  {
    const Variable body("HOOKLOOP_MAX_BODY", "lots");
    const Program program({"serve"});
    CHECK(program.end == ExitCode::wrong_usage);
    CHECK(program.says("lots"));
  }
  for (const char* value : {"maybe", "5", "on"}) {
    const Variable ephemeral("HOOKLOOP_EPHEMERAL", value);
    CHECK(Program({"serve"}).says(std::string("HOOKLOOP_EPHEMERAL is true or false, not '") + value + "'"));
  }
  {
    const Variable ephemeral("HOOKLOOP_EPHEMERAL", "false");
    CHECK_FALSE(Program({"serve"}).server.ephemeral);
    CHECK(Program({"serve", "--ephemeral"}).server.ephemeral);
  }
  const Variable version("HOOKLOOP_VERSION", "1");
  CHECK_FALSE(Program({"serve"}).end);
}

TEST_CASE("Data goes to the user's state folder", "[support][unit]") {
  const Variable home("HOME", "/home/someone");
  {
    const Variable state("XDG_STATE_HOME", "/state");
    CHECK(default_data_folder("emitter") == "/state/hookloop/emitter");
  }
  CHECK(default_data_folder("emitter") == "/home/someone/.local/state/hookloop/emitter");
}
