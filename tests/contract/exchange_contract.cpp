#include "tests/contract/exchange_contract.h"

#include <catch2/catch_test_macros.hpp>

namespace hookloop::test {
namespace {

using namespace std::string_literals;

const Timestamp kMoment{std::chrono::seconds(1'769'860'800)};

Bin make_bin(CaptureStore& store, const std::string& id, int captures, BinLimits limits = {}) {
  BinSettings settings;
  settings.limits = limits;
  settings.forward.targets = {ForwardTarget{"http://127.0.0.1:1/one"}, ForwardTarget{"http://127.0.0.1:1/two"}};
  const auto bin = store.create_bin(id, kMoment, settings);
  REQUIRE(bin);
  for (int number = 1; number <= captures; ++number) {
    const CaptureDraft draft = numbered_draft(bin->number, number, "body");
    REQUIRE(store.append(std::span(&draft, 1)));
  }
  return *bin;
}

void keep(CaptureStore& store, const std::vector<CaptureExchange>& exchanges,
          const std::vector<ForwardCursor>& cursors = {}) {
  REQUIRE_FALSE(store.append_exchanges(exchanges, cursors).has_value());
}

std::vector<std::string> ids(const std::vector<CaptureExchange>& exchanges) {
  std::vector<std::string> list;
  for (const CaptureExchange& exchange : exchanges) list.push_back(exchange.id);
  return list;
}

}  // namespace

CaptureExchange numbered_exchange(BinNumber bin, Seq seq, int number) {
  CaptureExchange exchange;
  exchange.id = "xch_" + std::to_string(number);
  exchange.bin = bin;
  exchange.seq = seq;
  exchange.kind = number % 2 == 0 ? ExchangeKind::forward : ExchangeKind::replay;
  exchange.target = "http://127.0.0.1:1/one";
  exchange.url = "http://127.0.0.1:1/one/more?x=1";
  exchange.started_at = kMoment + std::chrono::milliseconds(number);
  exchange.request_head = "POST /one/more?x=1 HTTP/1.1\r\nX: \xff\r\n\r\n";
  exchange.status = 200 + number;
  exchange.answer_head = "HTTP/1.1 200 OK\r\nY: \xfe\r\n\r\n";
  exchange.answer_body = "a\0\xff"s;
  exchange.answer_body_bytes = 70'000;
  exchange.answer_complete = number % 2 == 0;
  exchange.peer = "127.0.0.1:1";
  exchange.resolve = Microseconds(1);
  exchange.connect = Microseconds(2);
  exchange.first_byte = Microseconds(3);
  exchange.whole = Microseconds(number);
  return exchange;
}

void check_exchange_contract(const OpenCaptureStore& open) {
  const auto store = open();

  SECTION("exchanges come back as they were kept, in their order") {
    const Bin bin = make_bin(*store, "mine", 3);
    CaptureExchange failed = numbered_exchange(bin.number, 2, 3);
    failed.failure = "timed_out";
    failed.timed_out_in = "first_byte";
    failed.detail = "no answer in time";
    failed.status = 0;
    failed.request_body = "edited\0"s;
    CaptureExchange emptied = numbered_exchange(bin.number, 2, 1);
    emptied.request_body = "";
    const std::vector<CaptureExchange> kept{emptied, numbered_exchange(bin.number, 2, 2), failed};
    keep(*store, kept);
    CHECK(store->list_exchanges(bin.number, 2) == kept);
    CHECK(store->list_exchanges(bin.number, 1).empty());
    CHECK(store->list_exchanges(bin.number, 99).empty());
    CHECK(store->list_exchanges(bin.number + 1, 2).empty());
  }

  SECTION("of one capture the oldest exchanges go") {
    const Bin bin = make_bin(*store, "mine", 2);
    const int most = static_cast<int>(kMostExchangesPerCapture);
    for (int number = 1; number <= most + 3; ++number) keep(*store, {numbered_exchange(bin.number, 1, number)});
    keep(*store, {numbered_exchange(bin.number, 2, 1)});
    const auto kept = store->list_exchanges(bin.number, 1);
    REQUIRE(kept.size() == kMostExchangesPerCapture);
    CHECK(kept.front().id == "xch_4");
    CHECK(kept.back().id == "xch_" + std::to_string(most + 3));
    CHECK(store->list_exchanges(bin.number, 2).size() == 1);
  }

  SECTION("exchanges go with their capture") {
    const Bin bin = make_bin(*store, "mine", 3);
    keep(*store, {numbered_exchange(bin.number, 1, 1), numbered_exchange(bin.number, 2, 2)});
    REQUIRE(store->delete_requests(bin.number, std::vector<Seq>{1}));
    CHECK(store->list_exchanges(bin.number, 1).empty());
    CHECK(ids(store->list_exchanges(bin.number, 2)) == std::vector<std::string>{"xch_2"});
    REQUIRE(store->clear_requests(bin.number));
    CHECK(store->list_exchanges(bin.number, 2).empty());
    while (store->sweep(kMoment)) {
    }
    CHECK(store->list_exchanges(bin.number, 2).empty());
  }

  SECTION("exchanges go with a capture that a limit takes") {
    const Bin bin = make_bin(*store, "mine", 2, {2, 1'000'000});
    keep(*store, {numbered_exchange(bin.number, 1, 1), numbered_exchange(bin.number, 2, 2)});
    const CaptureDraft draft = numbered_draft(bin.number, 3, "body");
    REQUIRE(store->append(std::span(&draft, 1)));
    CHECK(store->list_exchanges(bin.number, 1).empty());
    CHECK(store->list_exchanges(bin.number, 2).size() == 1);
  }

  SECTION("exchanges go with their bin") {
    const Bin bin = make_bin(*store, "mine", 1);
    keep(*store, {numbered_exchange(bin.number, 1, 1)});
    REQUIRE_FALSE(store->delete_bin(bin.number).has_value());
    CHECK(store->list_exchanges(bin.number, 1).empty());
  }

  SECTION("an exchange of a capture that is gone is left out, and the others are kept") {
    const Bin bin = make_bin(*store, "mine", 2);
    REQUIRE(store->delete_requests(bin.number, std::vector<Seq>{1}));
    keep(*store, {numbered_exchange(bin.number, 1, 1), numbered_exchange(bin.number, 2, 2),
                  numbered_exchange(bin.number + 7, 1, 3)});
    CHECK(store->list_exchanges(bin.number, 1).empty());
    CHECK(ids(store->list_exchanges(bin.number, 2)) == std::vector<std::string>{"xch_2"});
  }

  SECTION("a forward cursor goes forward alone, for each target of each bin") {
    const Bin bin = make_bin(*store, "mine", 0);
    const Bin other = make_bin(*store, "other", 0);
    const std::string one = "http://127.0.0.1:1/one";
    const std::string two = "http://127.0.0.1:1/two";
    CHECK(store->list_forward_cursors(bin.number).empty());
    keep(*store, {}, {{bin.number, one, 5}, {bin.number, two, 7}, {other.number, one, 1}});
    keep(*store, {}, {{bin.number, one, 3}, {bin.number, two, 8}});
    CHECK(store->list_forward_cursors(bin.number) ==
          std::vector<ForwardCursor>{{bin.number, one, 5}, {bin.number, two, 8}});
    CHECK(store->list_forward_cursors(other.number) == std::vector<ForwardCursor>{{other.number, one, 1}});
  }

  SECTION("a forward cursor goes with its target and with its bin") {
    const Bin bin = make_bin(*store, "mine", 0);
    const std::string one = "http://127.0.0.1:1/one";
    const std::string two = "http://127.0.0.1:1/two";
    keep(*store, {}, {{bin.number, one, 5}, {bin.number, two, 7}});
    BinSettings settings = *bin.settings;
    settings.forward.targets = {ForwardTarget{two}};
    REQUIRE_FALSE(store->change_bin(bin.number, settings).has_value());
    CHECK(store->list_forward_cursors(bin.number) == std::vector<ForwardCursor>{{bin.number, two, 7}});
    REQUIRE_FALSE(store->delete_bin(bin.number).has_value());
    CHECK(store->list_forward_cursors(bin.number).empty());
    keep(*store, {}, {{bin.number, two, 9}});
    CHECK(store->list_forward_cursors(bin.number).empty());
  }

  SECTION("where a bin forwards to is kept with its settings") {
    BinSettings settings;
    settings.forward.targets = {ForwardTarget{"http://127.0.0.1:1/one", false, 12},
                                ForwardTarget{"https://[::1]:2/?x=1"}};
    settings.forward.timeout = std::chrono::milliseconds(250);
    REQUIRE(store->create_bin("mine", kMoment, settings));
    CHECK(store->find_bin("mine")->settings->forward == settings.forward);
    REQUIRE(store->create_bin("quiet", kMoment, {}));
    const auto forwarding = store->list_forwarding_bins();
    REQUIRE(forwarding.size() == 1);
    CHECK(forwarding[0].id == "mine");
  }
}

}  // namespace hookloop::test
