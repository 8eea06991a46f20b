#include "bin_server/http/order_routes.h"

#include <spdlog/fmt/fmt.h>

#include <limits>

#include "bin_server/http/json_views.h"
#include "bin_server/http/route_helpers.h"
#include "bin_server/order/number_sequence.h"
#include "bin_server/order/order_report.h"
#include "bin_server/order/sequence_value.h"
#include "shared/http_server/answer.h"
#include "shared/schema/payload.h"
#include "shared/support/moment.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// A report looks at this many seqs of a bin, which takes some seconds and 40 MB at most: the newest, or those behind
// `after`.
constexpr Seq kExaminedSeqs = 100'000;
constexpr std::size_t kReadAtOnce = 500;

// Bodies beyond this are not read for a time or a number: payloads are some hundred bytes long.
constexpr std::uint64_t kLargestRead = 256u << 10;

// The time that a payload tells, of a sender whose headers tell none (the wire profile `faithful`).
std::optional<Timestamp> time_of_payload(const ApiContext& context, const Bin& bin, const CapturedRequest& request) {
  if (request.body_wire_bytes == 0 || request.body_wire_bytes > kLargestRead) return std::nullopt;
  const auto verdict = context.judge.judge(bin, request);
  if (verdict->payload.state != PayloadVerdict::State::valid || !verdict->payload.type) return std::nullopt;
  const auto whole = context.store.find_request(bin.number, request.seq);
  if (!whole) return std::nullopt;
  const auto payload = parse_payload(content_of(*whole), *verdict->payload.type);
  return payload ? parse_rfc3339(payload->happened_at) : std::nullopt;
}

// A number that the sender counts, and whose it is.
struct Counted {
  SequenceValue number;
  std::optional<SequenceValue> by;
};

class OrderReader {
 public:
  OrderReader(const ApiContext& context, const Bin& bin, std::optional<Counted> counted)
      : context_(context),
        bin_(bin),
        counted_(std::move(counted)),
        report([&](const CapturedRequest& request) { return time_of_payload(context_, bin_, request); }) {}

  void read(const SearchQuery& query, Seq after, Seq to) {
    RequestRange range{to + 1, after, kReadAtOnce, false};
    while (true) {
      const auto requests = context_.search.find(bin_, query, range);
      for (const CapturedRequest& request : requests) {
        if (report.add(request) && counted_) count(request);
      }
      if (requests.size() < kReadAtOnce) return;
      range.after = requests.back().seq;
    }
  }

 private:
  void count(const CapturedRequest& row) {
    const bool of_body = counted_->number.part == SequenceValue::Part::body ||
                         (counted_->by && counted_->by->part == SequenceValue::Part::body);
    std::optional<CapturedRequest> whole;
    if (of_body && row.body_wire_bytes <= kLargestRead) whole = context_.store.find_request(bin_.number, row.seq);
    const CapturedRequest& request = whole ? *whole : row;
    const auto text = read_value(counted_->number, request);
    const auto number = text ? whole_number_of(*text) : std::nullopt;
    const auto by = counted_->by ? read_value(*counted_->by, request) : std::optional<std::string>("");
    if (number && by)
      sequence.add(*by, *number, row.seq);
    else
      ++without_number;
  }

  const ApiContext& context_;
  const Bin& bin_;
  const std::optional<Counted> counted_;

 public:
  OrderReport report;
  NumberSequence sequence;
  std::size_t without_number = 0;
};

double milliseconds(Microseconds span) { return static_cast<double>(span.count()) / 1'000; }

Json lateness_view(const std::optional<LatenessSummary>& summary) {
  if (!summary) return nullptr;
  return {{"count", summary->count},
          {"median_ms", milliseconds(summary->median)},
          {"p95_ms", milliseconds(summary->p95)},
          {"longest_ms", milliseconds(summary->longest)},
          {"longest_seq", summary->longest_seq},
          {"below_zero", summary->below_zero}};
}

Json repeats_view(const OrderReport::Result& result) {
  Json json;
  for (const auto kind : {Repeat::Kind::retry, Repeat::Kind::resend, Repeat::Kind::duplicate, Repeat::Kind::unknown}) {
    json[std::string(to_string(kind))] = result.repeats[static_cast<std::size_t>(kind)];
  }
  json["shown"] = Json::array();
  for (const auto& repeat : result.repeats_shown) {
    json["shown"].push_back({{"kind", to_string(repeat.kind)},
                             {"request", repeat.request},
                             {"seq", repeat.seq},
                             {"of_seq", repeat.of_seq}});
  }
  return json;
}

Json reordered_view(const OrderReport::Result& result) {
  Json events = Json::array();
  for (const auto& late : result.late_shown) {
    events.push_back({{"request", late.request},
                      {"seq", late.seq},
                      {"event_id", late.event_id.empty() ? Json(nullptr) : Json(late.event_id)},
                      {"behind_seq", late.behind_seq},
                      {"by_ms", milliseconds(late.by)}});
  }
  Json attempts = Json::array();
  for (const auto& late : result.late_attempts_shown) {
    attempts.push_back({{"request", late.request},
                        {"seq", late.seq},
                        {"attempt", late.attempt},
                        {"behind_attempt", late.behind_attempt}});
  }
  return {{"events", result.late_events},
          {"events_shown", events},
          {"attempts", result.late_attempts},
          {"attempts_shown", attempts}};
}

Json missing_view(const OrderReport::Result& result) {
  Json shown = Json::array();
  for (const auto& missing : result.missing_shown) {
    shown.push_back(
        {{"delivery", to_shown_utf8(missing.delivery_id)}, {"seq", missing.seq}, {"attempts", missing.attempts}});
  }
  return {{"deliveries", result.deliveries_with_missing}, {"attempts", result.missing_attempts}, {"shown", shown}};
}

Json places_view(const std::vector<NumberSequence::Place>& places) {
  Json list = Json::array();
  for (const auto& place : places) {
    list.push_back(
        {{"of", to_shown_utf8(place.of)}, {"number", place.number}, {"seq", place.seq}, {"behind", place.highest}});
  }
  return list;
}

Json sequence_view(const OrderReader& reader) {
  const auto report = reader.sequence.report();
  Json gaps = Json::array();
  for (const auto& gap : report.gaps) {
    gaps.push_back({{"of", to_shown_utf8(gap.of)}, {"from", gap.from}, {"to", gap.to}, {"seen_at_seq", gap.seen_at}});
  }
  return {{"things", report.things},
          {"numbers", report.numbers},
          {"without_number", reader.without_number},
          {"missing", report.missing},
          {"gaps", gaps},
          {"late", report.late},
          {"late_shown", places_view(report.late_ones)},
          {"repeated", report.repeated},
          {"repeated_shown", places_view(report.repeated_ones)},
          {"is_cut", report.is_cut}};
}

// False: a problem is in the response.
bool read_counted(const httplib::Request& request, std::optional<Counted>& counted, httplib::Response& response) {
  std::optional<SequenceValue> values[2];
  const char* const names[] = {"sequence", "by"};
  for (std::size_t i = 0; i < 2; ++i) {
    if (!request.has_param(names[i])) continue;
    const auto value = parse_sequence_value(request.get_param_value(names[i]));
    if (!value) {
      answer_bad_parameter(response, fmt::format("{} names a value: {}.", names[i], value.error().message));
      return false;
    }
    values[i] = *value;
  }
  if (values[1] && !values[0]) {
    answer_bad_parameter(response, "by says whose number it is; give the number itself with sequence.");
    return false;
  }
  if (values[0]) counted = Counted{*values[0], values[1]};
  return true;
}

void report_order(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin || !check_parameters(request, {"q", "after", "sequence", "by"}, response)) return;
  const auto query = read_search(context, request, response);
  std::optional<std::int64_t> wanted_after;
  std::optional<Counted> counted;
  if (!query || !read_number(request, "after", 0, std::numeric_limits<Seq>::max(), wanted_after, response) ||
      !read_counted(request, counted, response)) {
    return;
  }
  const Seq last = bin->totals.last_seq;
  const Seq after = wanted_after ? std::min(*wanted_after, last) : std::max<Seq>(0, last - kExaminedSeqs);
  const Seq to = last - after > kExaminedSeqs ? after + kExaminedSeqs : last;
  OrderReader reader(context, *bin, counted);
  reader.read(*query, after, to);
  const auto result = reader.report.result();
  Json json;
  json["after"] = after;
  json["next"] = to < last ? Json(to) : Json(nullptr);  // the `after` that goes on
  json["captures"] = result.captures;
  json["deliveries"] = result.deliveries;
  json["without_delivery"] = result.without_delivery;
  json["repeats"] = repeats_view(result);
  json["reordered"] = reordered_view(result);
  json["missing_attempts"] = missing_view(result);
  json["lateness"] = lateness_view(result.lateness);
  json["transit"] = lateness_view(result.transit);
  json["without_time"] = result.without_time;
  json["sequence"] = counted ? sequence_view(reader) : Json(nullptr);
  answer_json(response, json);
}

}  // namespace

void add_order_routes(Routes& routes, const ApiContext& context) {
  routes.get("/api/v1/bins/:bin/order", [&context](const httplib::Request& request, httplib::Response& response) {
    report_order(context, request, response);
  });
}

}  // namespace hookloop
