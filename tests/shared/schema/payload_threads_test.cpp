// The compiled schemas are shared by all threads and made by whichever asks first.
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>
#include <vector>

#include "shared/schema/payload.h"

using namespace hookloop;

TEST_CASE("Payloads are judged on many threads from the first call on", "[schema][unit]") {
  constexpr int kThreads = 4;
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (const EventTypeInfo& type : event_types()) {
        const std::string_view body = payload_example(type.type);
        const PayloadVerdict told = judge_payload(body, type.id);
        const PayloadVerdict recognised = judge_payload(body, std::nullopt);
        const bool both = told.state == PayloadVerdict::State::valid && recognised.type == type.type;
        right += both ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == kThreads * static_cast<int>(event_types().size()));
}
