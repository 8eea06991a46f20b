#include "bin_server/http/feed_routes.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <charconv>
#include <limits>

#include "bin_server/http/exchange_views.h"
#include "bin_server/http/json_views.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"

namespace hookloop {
namespace {

constexpr std::chrono::seconds kCommentEvery(15);

// The wait is cut into pieces so that a viewer who has left is noticed soon, and its thread freed.
constexpr std::chrono::seconds kLookEvery(2);

// Read and written at a time: few enough that a slow viewer holds little memory.
constexpr std::size_t kRowsAtOnce = 32;
constexpr std::size_t kBytesAtOnce = 256u << 10;  // written before more rows are made into text

std::string to_line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

class FeedWriter {
 public:
  FeedWriter(const ApiContext& context, Bin bin, SearchQuery query, Seq after)
      : context_(context),
        bin_(std::move(bin)),
        query_(std::move(query)),
        after_(after),
        changes_seen_(context.feed.count_changes(bin_.number)) {}

  // Called again and again while the viewer is there; false ends the answer.
  bool write_some(httplib::DataSink& sink) {
    if (!is_opened_) {
      is_opened_ = true;
      last_written_ = context_.clock.steady();
      // Sent at once: the viewer knows that it is connected, and from when on.
      return write(sink, fmt::format("retry: 1000\n: listening after {}\n\n", after_));
    }
    const auto now_settings = context_.store.find_bin(bin_.id);
    if (!now_settings || now_settings->number != bin_.number) return end(sink);
    bin_ = *now_settings;
    if (skip_what_is_too_far_behind(sink)) return true;
    if (const std::string changes = take_changes(); !changes.empty()) return write(sink, changes);
    if (!query_.matches_all()) return write_matches(sink);
    const auto rows = context_.store.list_requests(bin_.number, {std::nullopt, after_, kRowsAtOnce, false});
    if (!rows.empty()) return write_rows(sink, rows);
    if (bin_.totals.last_seq > after_) return pass_what_is_gone(sink);
    return wait(sink);
  }

 private:
  bool skip_what_is_too_far_behind(httplib::DataSink& sink) {
    const Seq last = bin_.totals.last_seq;
    if (last - after_ <= context_.feed_backlog) return false;
    const Seq next = last - context_.feed_backlog + 1;
    write(sink, gap(next));
    after_ = next - 1;
    return true;
  }

  bool write_rows(httplib::DataSink& sink, const std::vector<CapturedRequest>& rows) {
    std::string text;
    for (const CapturedRequest& request : rows) {
      if (request.seq != after_ + 1) text += gap(request.seq);
      text += captured(request);
      after_ = request.seq;
      if (text.size() < kBytesAtOnce) continue;
      if (!write(sink, text)) return false;
      text.clear();
    }
    return text.empty() || write(sink, text);
  }

  // What changed on captures that were sent before. Without an `id:`, so that the place to resume at stays.
  std::string take_changes() {
    std::string text;
    if (context_.feed.count_changes(bin_.number) == changes_seen_) return text;
    for (const FeedChange& change : context_.feed.take_changes(bin_.number, after_, changes_seen_)) {
      // Under a search, of those that it finds.
      for (const auto& request : context_.search.find(bin_, query_, {change.seq + 1, change.seq - 1, 1})) {
        if (change.kind == FeedChange::Kind::exchange) {
          text += exchange(request, change.exchange_id);
        } else {
          const bool is_marked = change.kind == FeedChange::Kind::marked;
          fmt::format_to(std::back_inserter(text), "event: {}\ndata: {}\n\n", is_marked ? "marked" : "answered",
                         to_line(row_view(judge(context_, bin_, request))));
        }
      }
    }
    return text;
  }

  std::string exchange(const CapturedRequest& request, const std::string& id) const {
    for (const CaptureExchange& kept : context_.store.list_exchanges(bin_.number, request.seq)) {
      if (kept.id != id) continue;
      return fmt::format("event: exchange\ndata: {}\n\n", to_line(capture_exchange_view(request, kept)));
    }
    return "";  // it went meanwhile, with its capture or for a newer one
  }

  // Those that a search looks for. What does not match is passed over, and an id alone says how far: a viewer that
  // comes back need not have it looked at again.
  bool write_matches(httplib::DataSink& sink) {
    const Seq last = bin_.totals.last_seq;
    if (last <= after_) return wait(sink);
    const auto rows = context_.search.find(bin_, query_, {last + 1, after_, kRowsAtOnce, false});
    std::string text;
    for (const CapturedRequest& request : rows) text += captured(request);
    const bool has_all = rows.size() < kRowsAtOnce;
    after_ = has_all ? last : rows.back().seq;
    if (has_all && (rows.empty() || rows.back().seq != last)) text += fmt::format("id: {}\n\n", last);
    return write(sink, text);
  }

  std::string captured(const CapturedRequest& request) const {
    return fmt::format("id: {}\nevent: captured\ndata: {}\n\n", request.seq,
                       to_line(row_view(judge(context_, bin_, request))));
  }

  std::string gap(Seq next) const {
    return fmt::format("event: gap\ndata: {{\"after\":{},\"next\":{},\"missed\":{}}}\n\n", after_, next,
                       next - after_ - 1);
  }

  bool wait(httplib::DataSink& sink) {
    const auto woken = context_.feed.wait(bin_.number, after_, kLookEvery, changes_seen_);
    if (woken == LiveFeed::Woken::closed) return end(sink);
    if (woken == LiveFeed::Woken::news) return !query_.matches_all() || pass_what_is_gone(sink);
    if (!sink.is_writable()) return false;
    if (context_.clock.steady() - last_written_ < kCommentEvery) return true;
    return write(sink, ": still here\n\n");
  }

  // Captures that were deleted before they were read are told of, and passed: without that this loop would spin.
  bool pass_what_is_gone(httplib::DataSink& sink) {
    const auto bin = context_.store.find_bin(bin_.id);
    if (!bin || bin->totals.last_seq <= after_) return true;
    if (!context_.store.list_requests(bin_.number, {std::nullopt, after_, 1, false}).empty()) return true;
    const std::string told = gap(bin->totals.last_seq + 1);
    after_ = bin->totals.last_seq;
    return write(sink, told);
  }

  bool write(httplib::DataSink& sink, const std::string& text) {
    last_written_ = context_.clock.steady();
    return sink.write(text.data(), text.size());
  }

  static bool end(httplib::DataSink& sink) {
    sink.done();
    return true;
  }

  const ApiContext& context_;
  Bin bin_;
  const SearchQuery query_;
  Seq after_;
  LiveFeed::ChangeCount changes_seen_;
  bool is_opened_ = false;
  SteadyTime last_written_;
};

// Where the viewer goes on; nothing, with a problem, for a Last-Event-ID that is none of ours.
std::optional<Seq> starting_point(const Bin& bin, const httplib::Request& request, httplib::Response& response) {
  // WHATWG HTML section 9.2: an empty one is none.
  if (const std::string text = request.get_header_value("Last-Event-ID"); !text.empty()) {
    Seq seq = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
    if (error != std::errc() || rest != text.data() + text.size() || seq < 0) {
      answer_problem(response, {400, "bad-last-event-id", "The Last-Event-ID is none of this feed's",
                                "It is the `id:` of the last event that was seen, a whole number."});
      return std::nullopt;
    }
    return seq;
  }
  std::optional<std::int64_t> after = bin.totals.last_seq;
  if (!read_number(request, "after", 0, std::numeric_limits<Seq>::max(), after, response)) return std::nullopt;
  return after;
}

}  // namespace

void add_feed_routes(Routes& routes, const ApiContext& context) {
  routes.get("/api/v1/bins/:bin/feed", [&context](const httplib::Request& request, httplib::Response& response) {
    const auto bin = find_bin(context, request, response);
    if (!bin || !check_parameters(request, {"after", "q"}, response)) return;
    const auto query = read_search(context, request, response);
    if (!query) return;
    const auto after = starting_point(*bin, request, response);
    if (!after) return;
    // A place that this bin has never given (a bin of the same id was deleted and made anew) begins again. A capture
    // can be seen a moment before the totals tell of it, so the store is asked too.
    const bool was_given =
        *after <= bin->totals.last_seq || context.store.find_request(bin->number, *after).has_value();
    const Seq from = was_given ? *after : 0;
    auto writer = std::make_shared<FeedWriter>(context, *bin, *query, from);
    response.set_header("Cache-Control", "no-store");
    response.set_chunked_content_provider("text/event-stream", [writer](std::size_t, httplib::DataSink& sink) {
      // The library calls this outside of its own try block: a store that can not be read ends the viewer, and no more.
      try {
        return writer->write_some(sink);
      } catch (const std::exception& error) {
        spdlog::error("a live feed ended: {}", error.what());
        return false;
      }
    });
  });
}

}  // namespace hookloop
