#include "emitter/http/feed_routes.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>
#include <iterator>
#include <map>
#include <memory>

#include "emitter/http/api_reply.h"
#include "emitter/http/delivery_views.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

constexpr std::chrono::seconds kCommentEvery(15);

// The wait is cut into pieces so that a viewer who has left is noticed soon, and its thread freed.
constexpr std::chrono::seconds kLookEvery(2);

// Read and written at a time: few enough that a slow viewer holds little memory.
constexpr std::size_t kRowsAtOnce = 100;

std::optional<LastNumbers> parse_place(std::string_view text) {
  std::array<std::int64_t, 3> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool is_last = i + 1 == numbers.size();
    const std::size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != is_last) return std::nullopt;
    const auto number = whole_number(text.substr(0, dot));
    if (!number || *number < 0) return std::nullopt;
    numbers[i] = *number;
    if (!is_last) text.remove_prefix(dot + 1);
  }
  return LastNumbers{numbers[0], numbers[1], numbers[2]};
}

class FeedWriter {
 public:
  FeedWriter(const PlatformApi& context, const FeedOptions& options, LastNumbers place)
      : context_(context), options_(options), place_(place) {}

  // Called again and again while the viewer is there; false ends the answer.
  bool write_some(httplib::DataSink& sink) {
    if (!is_opened_) {
      is_opened_ = true;
      // Sent at once: the viewer knows that it is connected, and from when on.
      return write(sink, fmt::format("retry: 1000\nid: {}\n: listening\n\n", place_text()));
    }
    const std::uint64_t seen = context_.changes.count();
    std::string text = skip_what_is_too_far_behind();
    put_events(text);
    put_attempts(text);
    put_notices(text);
    if (!text.empty()) return write(sink, text);
    return wait(sink, seen);
  }

 private:
  std::string place_text() const { return fmt::format("{}.{}.{}", place_.event, place_.attempt, place_.notice); }

  std::string skip_what_is_too_far_behind() {
    const LastNumbers last = context_.ledger.last_numbers();
    std::string text;
    const auto skip = [&](const char* what, std::int64_t& place, std::int64_t newest) {
      const std::int64_t missed = newest - place - options_.backlog;
      if (missed <= 0) return;
      place += missed;
      fmt::format_to(std::back_inserter(text), "id: {}\nevent: gap\ndata: {{\"of\":\"{}\",\"missed\":{}}}\n\n",
                     place_text(), what, missed);
    };
    skip("event", place_.event, last.event);
    skip("attempt", place_.attempt, last.attempt);
    skip("notice", place_.notice, last.notice);
    return text;
  }

  void put(std::string& text, const char* kind, const Json& json) {
    fmt::format_to(std::back_inserter(text), "id: {}\nevent: {}\ndata: {}\n\n", place_text(), kind,
                   json.dump(-1, ' ', false, Json::error_handler_t::replace));
  }

  void put_events(std::string& text) {
    Page page;
    page.after = place_.event;
    page.limit = kRowsAtOnce;
    page.newest_first = false;
    for (const PlatformEvent& event : context_.store.list_events({}, page)) {
      place_.event = event.number;
      const auto app = event.app ? context_.store.find_app(*event.app) : std::nullopt;
      put(text, "event", event_view(event, app ? std::optional(app->guid) : std::nullopt));
    }
  }

  void put_attempts(std::string& text) {
    for (const LedgerRow& row : context_.ledger.ledger_after(place_.attempt, kRowsAtOnce)) {
      place_.attempt = row.attempt.number;
      put(text, "attempt", attempt_news_view(row));
    }
  }

  void put_notices(std::string& text) {
    for (const Notice& notice : context_.ledger.notices_after(place_.notice, kRowsAtOnce)) {
      place_.notice = notice.number;
      const auto webhook = context_.store.find_webhook(notice.webhook);
      put(text, "notice", notice_view(notice, webhook ? webhook->id : ""));
    }
  }

  bool wait(httplib::DataSink& sink, std::uint64_t seen) {
    const auto woken = context_.changes.wait(seen, kLookEvery);
    if (woken == ChangeSignal::Woken::closed) {
      sink.done();
      return true;
    }
    if (woken == ChangeSignal::Woken::news) return true;
    if (!sink.is_writable()) return false;
    if (std::chrono::steady_clock::now() - last_written_ < kCommentEvery) return true;
    return write(sink, ": still here\n\n");
  }

  bool write(httplib::DataSink& sink, const std::string& text) {
    last_written_ = std::chrono::steady_clock::now();
    return sink.write(text.data(), text.size());
  }

  const PlatformApi& context_;
  const FeedOptions options_;
  LastNumbers place_;
  bool is_opened_ = false;
  SteadyTime last_written_{};
};

// Where the viewer goes on; nothing, with a problem, for a place that is none of ours.
std::optional<LastNumbers> starting_point(const PlatformApi& context, const httplib::Request& request,
                                          httplib::Response& response) {
  const LastNumbers last = context.ledger.last_numbers();
  // WHATWG HTML section 9.2: an empty one is none.
  std::string text = request.get_header_value("Last-Event-ID");
  if (text.empty()) text = request.get_param_value("after");
  if (text.empty()) return last;
  const auto place = parse_place(text);
  if (!place) {
    answer_problem(response, {400, "bad-last-event-id", "The place in the feed is none of this feed's",
                              "It is the `id:` of the last event that was seen, such as 12.40.3; 0.0.0 is the "
                              "beginning."});
    return std::nullopt;
  }
  // A place that was never given (another store was served here) begins again.
  if (place->event > last.event || place->attempt > last.attempt || place->notice > last.notice) return LastNumbers{};
  return place;
}

}  // namespace

void add_feed_routes(Routes& routes, const PlatformApi& context, const FeedOptions& options) {
  const auto viewers = std::make_shared<std::atomic<std::uint32_t>>(0);
  routes.get(
      "/api/v1/feed", [&context, options, viewers](const httplib::Request& request, httplib::Response& response) {
        if (!check_parameters(request, {"after"}, response)) return;
        const auto place = starting_point(context, request, response);
        if (!place) return;
        if (viewers->fetch_add(1) >= options.max_viewers) {
          --*viewers;
          return answer_problem(
              response,
              {503, "too-many-viewers", "There are too many live viewers",
               fmt::format("{} watch already; close one, or start with a larger --max-viewers.", options.max_viewers)});
        }
        const auto writer = std::make_shared<FeedWriter>(context, options, *place);
        response.set_header("Cache-Control", "no-store");
        response.set_chunked_content_provider(
            "text/event-stream",
            [writer](std::size_t, httplib::DataSink& sink) {
              // The library calls this outside of its own try block: a store that can not be read ends the viewer
              // alone.
              try {
                return writer->write_some(sink);
              } catch (const std::exception& error) {
                spdlog::error("a live feed ended: {}", error.what());
                return false;
              }
            },
            [viewers](bool) { --*viewers; });
      });
}

}  // namespace hookloop
