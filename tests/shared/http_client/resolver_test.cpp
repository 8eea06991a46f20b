#include "shared/http_client/resolver.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

using namespace hookloop;

namespace {

// Counts the calls for deliver(), and waits for them.
struct News {
  std::mutex mutex;
  std::condition_variable changed;
  int count = 0;

  void tell() {
    const std::lock_guard lock(mutex);
    ++count;
    changed.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return count > 0; });
    --count;
  }
};

}  // namespace

TEST_CASE("Resolver looks a name up once for all who ask meanwhile, and again for who asks later",
          "[http_client][integration]") {
  News news;
  std::atomic<int> looks = 0;
  const auto look_up = [&looks](const std::string&) -> Result<Addresses> {
    ++looks;
    return Addresses{"192.0.2.1", "192.0.2.2"};
  };
  Resolver resolver(look_up, [&] { news.tell(); });
  int answers = 0;
  const auto count = [&](const Result<Addresses>& found) {
    REQUIRE(found);
    CHECK(*found == Addresses{"192.0.2.1", "192.0.2.2"});
    ++answers;
  };
  for (int i = 0; i < 3; ++i) resolver.resolve("name.test", count);
  CHECK(answers == 0);
  news.wait();
  resolver.deliver();
  CHECK(answers == 3);
  CHECK(looks == 1);

  resolver.resolve("name.test", count);
  news.wait();
  resolver.deliver();
  CHECK(answers == 4);
  CHECK(looks == 2);
}

TEST_CASE("Resolver says in a sentence why a name has no address", "[http_client][integration]") {
  News news;
  const auto look_up = [](const std::string& host) -> Result<Addresses> {
    if (host == "empty.test") return Addresses{};
    return Error{"Name or service not known"};
  };
  Resolver resolver(look_up, [&] { news.tell(); });
  std::string sentence;
  const auto ask = [&](const std::string& host) {
    resolver.resolve(host, [&](const Result<Addresses>& found) { sentence = found ? "" : found.error().message; });
    news.wait();
    resolver.deliver();
    return sentence;
  };
  CHECK(ask("empty.test") == "the name empty.test can not be resolved: it has no address");
  CHECK(ask("none.test") == "the name none.test can not be resolved: Name or service not known");
}

TEST_CASE("Resolver can go while a name is being looked up", "[http_client][integration]") {
  struct Gate {
    std::mutex mutex;
    std::condition_variable changed;
    bool is_open = false;
    bool has_ended = false;
  };
  const auto gate = std::make_shared<Gate>();
  const auto look_up = [gate](const std::string&) -> Result<Addresses> {
    std::unique_lock lock(gate->mutex);
    gate->changed.wait(lock, [&] { return gate->is_open; });
    gate->has_ended = true;
    gate->changed.notify_all();
    return Addresses{"192.0.2.1"};
  };
  bool is_called = false;
  {
    Resolver resolver(look_up, [&] { is_called = true; });
    resolver.resolve("slow.test", [&](const Result<Addresses>&) { is_called = true; });
  }
  std::unique_lock lock(gate->mutex);
  gate->is_open = true;
  gate->changed.notify_all();
  gate->changed.wait(lock, [&] { return gate->has_ended; });
  CHECK_FALSE(is_called);
}
