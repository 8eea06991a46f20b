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
  std::ofstream(file) << "old";
  CHECK_FALSE(write_ready_file(file, "http://127.0.0.1:8080"));
  std::ifstream in(file);
  const auto json = nlohmann::json::parse(in);
  CHECK(json.at("url") == "http://127.0.0.1:8080");
  CHECK(json.at("pid") == getpid());
  using Files = std::filesystem::directory_iterator;
  CHECK(std::distance(Files(folder.path()), Files()) == 1);
}

TEST_CASE("A ready file that can not be written is an error that names it", "[support][unit]") {
  const test::TempDir folder;
  const auto error = write_ready_file(folder.path() / "no such folder" / "ready.json", "http://127.0.0.1:1");
  REQUIRE(error);
  CHECK(error->message.find("no such folder") != std::string::npos);
  std::filesystem::create_directory(folder.path() / "taken");
  std::ofstream(folder.path() / "taken" / "file") << "x";
  CHECK(write_ready_file(folder.path() / "taken", "http://127.0.0.1:1"));
}
