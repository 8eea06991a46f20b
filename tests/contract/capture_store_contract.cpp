#include "tests/contract/capture_store_contract.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "shared/support/digest.h"
#include "tests/contract/capture_steps.h"

namespace hookloop::test {
namespace {

void check_same(const CapturedRequest& request, const CaptureDraft& draft) {
  CHECK(request.bin == draft.bin);
  CHECK(request.id == draft.id);
  CHECK(request.received_at == draft.received_at);
  CHECK(request.client_address == draft.client_address);
  CHECK(request.client_port == draft.client_port);
  CHECK(request.head == draft.head);
  CHECK(request.complete == draft.complete);
  CHECK(request.problems == draft.problems);
  CHECK(request.response_status == draft.response_status);
  CHECK(request.content_bytes == draft.content_bytes);
  CHECK(request.content_sha256 == draft.content_sha256);
  CHECK(request.delivery_id == draft.delivery_id);
  CHECK(request.attempt == draft.attempt);
  CHECK(request.body_wire_bytes == draft.body.size());
}

}  // namespace

CaptureDraft numbered_draft(BinNumber bin, int number, std::string body) {
  CaptureDraft draft;
  draft.bin = bin;
  draft.id = "req_" + std::to_string(bin) + "_" + std::to_string(number);
  draft.received_at = kCreated + std::chrono::milliseconds(number);
  draft.client_address = "127.0.0.1";
  draft.client_port = static_cast<std::uint16_t>(40'000 + number % 1'000);
  draft.head = "POST /b/x HTTP/1.1\r\nX-Number: " + std::to_string(number) + "\r\n\r\n";
  draft.content_bytes = body.size();
  draft.content_sha256 = sha256(body);
  draft.body = std::move(body);
  return draft;
}

void check_capture_store_contract(const OpenCaptureStore& open) {
  const auto store = open();

  SECTION("a bin that was made is found with its settings") {
    BinSettings settings;
    settings.name = "Größe \xf0\x9f\x8e\xa3";
    AnswerProgram program;
    program.answer = {false, 503, {{"Retry-After", "2"}, {"X-Text", "\u00e9"}}, std::string("a\0b\xff", 4)};
    settings.response = std::make_shared<const AnswerProgram>(program);
    settings.login = {"max", "p\xff"};
    settings.secrets = {{SignatureScheme::github, "It's a secret", "primary"}, {std::nullopt, "\xff", "secret 2"}};
    settings.limits = {10, 1'000};
    settings.expires_at = kCreated + std::chrono::hours(1);
    const auto made = store->create_bin("mine", kCreated, settings);
    REQUIRE(made);
    const auto found = store->find_bin("mine");
    REQUIRE(found);
    CHECK(found->number == made->number);
    CHECK(found->id == "mine");
    CHECK(found->created_at == kCreated);
    CHECK(found->settings->name == settings.name);
    CHECK(*found->settings->response == program);
    CHECK(found->settings->limits == settings.limits);
    CHECK(found->settings->expires_at == settings.expires_at);
    REQUIRE(found->settings->secrets.size() == 2);
    CHECK(found->settings->secrets[0].scheme == SignatureScheme::github);
    CHECK(found->settings->secrets[0].secret == "It's a secret");
    CHECK(found->settings->secrets[1].secret == "\xff");
    CHECK_FALSE(found->settings->secrets[1].scheme.has_value());
  }

  SECTION("a bin that was never made is not found") { CHECK_FALSE(store->find_bin("nobody").has_value()); }

  SECTION("making a bin under an id that is taken is a bug") {
    make_bin(*store, "mine");
    CHECK_THROWS_AS(store->create_bin("mine", kCreated, {}), std::logic_error);
  }

  SECTION("bins are listed newest first") {
    make_bin(*store, "first");
    make_bin(*store, "second");
    const auto bins = store->list_bins();
    REQUIRE(bins.size() == 2);
    CHECK(bins[0].id == "second");
    CHECK(bins[1].id == "first");
  }

  SECTION("changed settings are there at once, and totals stay") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 3);
    BinSettings settings = *bin.settings;
    settings.name = "another";
    CHECK_FALSE(store->change_bin(bin.number, settings).has_value());
    CHECK(store->find_bin("mine")->settings->name == "another");
    CHECK(totals(*store, "mine").request_count == 3);
  }

  SECTION("a capture comes back byte for byte") {
    const Bin bin = make_bin(*store, "mine");
    const std::string bodies[] = {"", std::string("\0", 1), "\xff\xfe\x80", std::string(3'000'000, 'x'),
                                  std::string("a\0\r\n\xff", 5)};
    int number = 0;
    for (const std::string& body : bodies) {
      CaptureDraft draft = numbered_draft(bin.number, ++number, body);
      draft.head = std::string("M-SEARCH /b/mine/\xff?\0q HTTP/1.1\r\nX: \xfe\r\n\r\n", 41);
      draft.complete = number % 2 == 0;
      if (number > 2) draft.problems = {"malformed: one", "odd: two"};
      draft.delivery_id = number == 3 ? std::optional<std::string>("dlv_\xff") : std::nullopt;
      draft.attempt = number == 3 ? std::optional<std::uint32_t>(7) : std::nullopt;
      const auto given = store->append(std::span(&draft, 1));
      REQUIRE(given);
      const auto found = store->find_request(bin.number, given->front());
      REQUIRE(found);
      CHECK(found->seq == number);
      CHECK(found->body == body);
      check_same(*found, draft);
    }
  }

  SECTION("a seq counts up by one in each bin, in order of the batch, for itself") {
    const Bin one = make_bin(*store, "one");
    const Bin two = make_bin(*store, "two");
    const std::vector<CaptureDraft> batch{numbered_draft(one.number, 1, ""), numbered_draft(two.number, 1, ""),
                                          numbered_draft(one.number, 2, "")};
    CHECK(store->append(batch).value() == AppendedSeqs{1, 1, 2});
    append(*store, one, 3, 3);
    CHECK(totals(*store, "one").last_seq == 3);
    CHECK(totals(*store, "two").last_seq == 1);
  }

  SECTION("a capture for a bin that is gone gets no seq, and the others are kept") {
    const Bin gone = make_bin(*store, "gone");
    const Bin bin = make_bin(*store, "mine");
    CHECK_FALSE(store->delete_bin(gone.number).has_value());
    const std::vector<CaptureDraft> batch{numbered_draft(gone.number, 1, ""), numbered_draft(bin.number, 1, "")};
    CHECK(store->append(batch).value() == AppendedSeqs{0, 1});
  }

  SECTION("a capture is found by seq, by id, and as the latest, only in its bin") {
    const Bin bin = make_bin(*store, "mine");
    const Bin other = make_bin(*store, "other");
    append(*store, bin, 1, 5);
    CHECK(store->find_request(bin.number, Seq{2})->id == numbered_draft(bin.number, 2, "").id);
    CHECK(store->find_request(bin.number, numbered_draft(bin.number, 4, "").id)->seq == 4);
    CHECK(store->find_latest(bin.number)->seq == 5);
    CHECK_FALSE(store->find_request(other.number, numbered_draft(bin.number, 4, "").id).has_value());
    CHECK_FALSE(store->find_request(bin.number, Seq{6}).has_value());
    CHECK_FALSE(store->find_request(bin.number, "req_none").has_value());
    CHECK_FALSE(store->find_latest(other.number).has_value());
  }

  SECTION("a list has no bodies and says how long they are") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 1, "four");
    const auto rows = store->list_requests(bin.number, {});
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].body.empty());
    check_same(rows[0], numbered_draft(bin.number, 1, "four"));
  }

  SECTION("pages go back in time and do not shift while captures arrive") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 5);
    CHECK(seqs(store->list_requests(bin.number, {std::nullopt, std::nullopt, 2, true})) == std::vector<Seq>{5, 4});
    append(*store, bin, 6, 9);
    CHECK(seqs(store->list_requests(bin.number, {Seq{4}, std::nullopt, 2, true})) == std::vector<Seq>{3, 2});
    CHECK(seqs(store->list_requests(bin.number, {Seq{2}, std::nullopt, 2, true})) == std::vector<Seq>{1});
    CHECK(store->list_requests(bin.number, {Seq{1}, std::nullopt, 2, true}).empty());
  }

  SECTION("pages go forward from a seq, oldest first") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 5);
    CHECK(seqs(store->list_requests(bin.number, {std::nullopt, Seq{2}, 2, false})) == std::vector<Seq>{3, 4});
    CHECK(seqs(store->list_requests(bin.number, {Seq{5}, Seq{2}, 9, false})) == std::vector<Seq>{3, 4});
    CHECK(seqs(store->list_requests(bin.number, {Seq{5}, Seq{2}, 9, true})) == std::vector<Seq>{4, 3});
    CHECK(store->list_requests(bin.number, {Seq{2}, Seq{4}, 9, true}).empty());
    CHECK(store->list_requests(bin.number, {std::nullopt, Seq{5}, 2, false}).empty());
  }

  SECTION("totals count what is kept and what ever came") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 3, "12345");
    const std::uint64_t bytes = 3 * numbered_draft(bin.number, 1, "12345").bytes();
    CHECK(totals(*store, "mine").request_count == 3);
    CHECK(totals(*store, "mine").bytes == bytes);
    CHECK(totals(*store, "mine").last_seq == 3);
  }

  SECTION("at the limit of requests the oldest go, and the count of all goes on") {
    const Bin bin = make_bin(*store, "mine", {3, 1'000'000});
    append(*store, bin, 1, 2);
    append(*store, bin, 3, 7);
    CHECK(seqs(store->list_requests(bin.number, {})) == std::vector<Seq>{7, 6, 5});
    CHECK(totals(*store, "mine").request_count == 3);
    CHECK(totals(*store, "mine").last_seq == 7);
    CHECK(totals(*store, "mine").bytes == 3 * numbered_draft(bin.number, 1, "body").bytes());
    CHECK_FALSE(store->find_request(bin.number, numbered_draft(bin.number, 1, "").id).has_value());
  }

  SECTION("at the limit of bytes the oldest go, but never the newest") {
    const Bin bin = make_bin(*store, "mine", {1'000, 300});
    append(*store, bin, 1, 4, std::string(100, 'x'));
    CHECK(seqs(store->list_requests(bin.number, {})) == std::vector<Seq>{4, 3});
    append(*store, bin, 5, 5, std::string(1'000, 'x'));
    CHECK(seqs(store->list_requests(bin.number, {})) == std::vector<Seq>{5});
    CHECK(totals(*store, "mine").request_count == 1);
  }

  SECTION("one request is deleted, and a seq is not given again") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 3);
    CHECK(store->delete_requests(bin.number, std::vector<Seq>{3}).value() == 1);
    CHECK(store->delete_requests(bin.number, std::vector<Seq>{3}).value() == 0);
    CHECK(store->delete_requests(bin.number, std::vector<Seq>{99}).value() == 0);
    append(*store, bin, 4, 4);
    CHECK(seqs(store->list_requests(bin.number, {})) == std::vector<Seq>{4, 2, 1});
    CHECK(totals(*store, "mine").request_count == 3);
    CHECK(totals(*store, "mine").last_seq == 4);
  }

  SECTION("several requests are deleted in one stroke, and what is not there is passed over") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 5);
    CHECK(store->delete_requests(bin.number, std::vector<Seq>{5, 2, 99, 2}).value() == 2);
    CHECK(seqs(store->list_requests(bin.number, {})) == std::vector<Seq>{4, 3, 1});
    CHECK(totals(*store, "mine").request_count == 3);
    CHECK(totals(*store, "mine").bytes == 3 * numbered_draft(bin.number, 1, "body").bytes());
    CHECK(store->delete_requests(bin.number, {}).value() == 0);
    CHECK(store->delete_requests(bin.number + 1, std::vector<Seq>{1}).value() == 0);
  }

  SECTION("a visit gives whole captures in the order of the range, until it is told to stop") {
    const Bin bin = make_bin(*store, "mine");
    const Bin other = make_bin(*store, "other");
    append(*store, bin, 1, 5);
    append(*store, other, 6, 7);
    const auto visited = [&](const RequestRange& range, std::size_t most = 100) {
      std::vector<Seq> all;
      store->visit_requests(bin.number, range, [&](const CapturedRequest& request) {
        CHECK(request.body == "body");
        CHECK(request.id == numbered_draft(bin.number, static_cast<int>(request.seq), "").id);
        all.push_back(request.seq);
        return all.size() < most;
      });
      return all;
    };
    CHECK(visited({}) == std::vector<Seq>{5, 4, 3, 2, 1});
    CHECK(visited({{}, {}, 2}) == std::vector<Seq>{5, 4});
    CHECK(visited({5, 2}) == std::vector<Seq>{4, 3});
    CHECK(visited({{}, 2, 50, false}) == std::vector<Seq>{3, 4, 5});
    CHECK(visited({}, 2) == std::vector<Seq>{5, 4});
    CHECK(store->clear_requests(bin.number).value() == 5);
    CHECK(visited({}).empty());
  }

  SECTION("a visit of many goes through all of them, also while some of them go") {
    constexpr int kMany = 2'500;
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, kMany);
    Seq expected = kMany;
    store->visit_requests(bin.number, {{}, {}, kMany * 2}, [&](const CapturedRequest& request) {
      CHECK(request.seq == expected--);
      return true;
    });
    CHECK(expected == 0);
    std::size_t visited = 0;
    store->visit_requests(bin.number, {{}, {}, kMany * 2}, [&](const CapturedRequest&) {
      if (++visited == 1) CHECK(store->clear_requests(bin.number).value() == kMany);
      return true;
    });
    CHECK(visited < kMany);
  }

  SECTION("clearing takes all that is there and leaves what comes after") {
    const Bin bin = make_bin(*store, "mine");
    const Bin other = make_bin(*store, "other");
    append(*store, bin, 1, 3);
    append(*store, other, 1, 2);
    CHECK(store->clear_requests(bin.number).value() == 3);
    CHECK(store->list_requests(bin.number, {}).empty());
    CHECK_FALSE(store->find_latest(bin.number).has_value());
    CHECK_FALSE(store->find_request(bin.number, Seq{2}).has_value());
    CHECK_FALSE(store->find_request(bin.number, numbered_draft(bin.number, 2, "").id).has_value());
    CHECK(totals(*store, "mine").request_count == 0);
    CHECK(totals(*store, "mine").bytes == 0);
    append(*store, bin, 4, 4);
    while (store->sweep(kCreated)) {
    }
    CHECK(seqs(store->list_requests(bin.number, {})) == std::vector<Seq>{4});
    CHECK(seqs(store->list_requests(other.number, {})) == std::vector<Seq>{2, 1});
  }

  SECTION("an id is taken in all bins, and free again once its room is") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 2);
    const std::string first = numbered_draft(bin.number, 1, "").id;
    CHECK(store->has_request(first));
    CHECK_FALSE(store->has_request("req_none"));
    const Seq seq = 1;
    REQUIRE(store->delete_requests(bin.number, std::span(&seq, 1)));
    CHECK_FALSE(store->has_request(first));
    REQUIRE(store->clear_requests(bin.number));
    while (store->sweep(kCreated)) {
    }
    CHECK_FALSE(store->has_request(numbered_draft(bin.number, 2, "").id));
  }

  SECTION("a deleted bin is gone with its captures, and another of its id begins anew") {
    const Bin bin = make_bin(*store, "mine");
    append(*store, bin, 1, 3);
    CHECK_FALSE(store->delete_bin(bin.number).has_value());
    CHECK_FALSE(store->find_bin("mine").has_value());
    CHECK(store->list_bins().empty());
    const Bin again = make_bin(*store, "mine");
    CHECK(again.number != bin.number);
    while (store->sweep(kCreated)) {
    }
    CHECK(store->list_requests(again.number, {}).empty());
    append(*store, again, 1, 1);
    CHECK(seqs(store->list_requests(again.number, {})) == std::vector<Seq>{1});
  }

  SECTION("the captures of a delivery are found, oldest first") {
    const Bin bin = make_bin(*store, "mine");
    for (int number = 1; number <= 4; ++number) {
      CaptureDraft draft = numbered_draft(bin.number, number, "");
      draft.delivery_id = number % 2 == 0 ? "dlv_even" : "dlv_odd";
      REQUIRE(store->append(std::span(&draft, 1)));
    }
    CHECK(seqs(store->find_by_delivery(bin.number, "dlv_even", 10)) == std::vector<Seq>{2, 4});
    CHECK(seqs(store->find_by_delivery(bin.number, "dlv_even", 1)) == std::vector<Seq>{2});
    CHECK(store->find_by_delivery(bin.number, "dlv_none", 10).empty());
    REQUIRE(store->delete_requests(bin.number, std::vector<Seq>{2}));
    CHECK(seqs(store->find_by_delivery(bin.number, "dlv_even", 10)) == std::vector<Seq>{4});
  }

  SECTION("readers see whole batches while the writer writes") {
    const Bin bin = make_bin(*store, "mine");
    std::atomic<bool> done = false;
    std::atomic<int> broken = 0;
    std::thread reader([&] {
      while (!done) {
        const auto latest = store->find_latest(bin.number);
        if (!latest) continue;
        // A batch is ten captures: the newest that is visible ends one, and all before it are there.
        if (latest->seq % 10 != 0) ++broken;
        const auto page = store->list_requests(bin.number, {latest->seq + 1, std::nullopt, 10, true});
        if (page.size() != 10 || page.front().seq != latest->seq) ++broken;
      }
    });
    for (int batch = 0; batch < 100; ++batch) append(*store, bin, batch * 10 + 1, batch * 10 + 10);
    done = true;
    reader.join();
    CHECK(broken == 0);
  }

  SECTION("a store that works says that it can be written") { CHECK_FALSE(store->check_writable().has_value()); }
}

}  // namespace hookloop::test
