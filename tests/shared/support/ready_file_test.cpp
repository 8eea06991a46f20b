#include "shared/support/ready_file.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/support/temp_dir.h"

using namespace hookloop;

TEST_CASE("The ready file holds the address and the process, and nothing is left beside it", "[support][unit]") {
  const test::TempDir folder;
  const auto file = folder.path() / "ready.json";
  ReadyFile ready(file);
  CHECK_FALSE(ready.write("http://127.0.0.1:8080"));
  std::ifstream in(file);
  const auto json = nlohmann::json::parse(in);
  CHECK(json.at("url") == "http://127.0.0.1:8080");
  CHECK(json.at("pid") == getpid());
  using Files = std::filesystem::directory_iterator;
  CHECK(std::distance(Files(folder.path()), Files()) == 1);
}

TEST_CASE("The ready file of an earlier run is gone before the server is ready, and ours when it ends",
          "[support][unit]") {
  const test::TempDir folder;
  const auto file = folder.path() / "ready.json";
  std::ofstream(file) << "old";
  {
    ReadyFile ready(file);
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK_FALSE(ready.write("http://127.0.0.1:8080"));
    CHECK(std::filesystem::exists(file));
  }
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("A ready file that can not be written is an error that names it", "[support][unit]") {
  const test::TempDir folder;
  const auto error = ReadyFile(folder.path() / "no such folder" / "ready.json").write("http://127.0.0.1:1");
  REQUIRE(error);
  CHECK(error->message.find("no such folder") != std::string::npos);
  std::filesystem::create_directory(folder.path() / "taken");
  std::ofstream(folder.path() / "taken" / "file") << "x";
  CHECK(ReadyFile(folder.path() / "taken").write("http://127.0.0.1:1"));
  CHECK(std::filesystem::exists(folder.path() / "taken" / "file"));
}

TEST_CASE("Without a path there is no ready file and no error", "[support][unit]") {
  ReadyFile none{""};
  CHECK_FALSE(none.write("http://127.0.0.1:1"));
}
