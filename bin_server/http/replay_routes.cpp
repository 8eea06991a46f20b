#include "bin_server/http/replay_routes.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>

#include "bin_server/forward/replay_slots.h"
#include "bin_server/http/exchange_views.h"
#include "bin_server/http/replay_input.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"

namespace hookloop {
namespace {

// A call that replays several ends after this long: what is left then is not sent, and told of.
constexpr std::chrono::minutes kLongestReplay(10);

std::vector<Seq> first_seqs(const ApiContext& context, const Bin& bin, std::size_t most) {
  std::vector<Seq> seqs;
  const RequestRange range{bin.totals.last_seq + 1, std::nullopt, most, /*newest_first=*/false};
  for (const CapturedRequest& request : context.store.list_requests(bin.number, range)) seqs.push_back(request.seq);
  return seqs;
}

// The captures of one call, oldest first; nothing, with a problem in the response, where they can not be told.
std::optional<std::vector<Seq>> select(const ApiContext& context, const Bin& bin, const ReplayInput& input,
                                       const httplib::Request& request, httplib::Response& response) {
  std::vector<Seq> seqs;
  if (input.ids && request.has_param("q")) {
    answer_bad_parameter(response, "Give the captures by q or by ids, not both.");
    return std::nullopt;
  }
  if (input.ids) {
    for (std::size_t i = 0; i < input.ids->size(); ++i) {
      const auto found = context.store.find_request(bin.number, (*input.ids)[i]);
      if (!found) {
        answer_problem(response,
                       {404, "unknown-request", "There is no such request",
                        fmt::format("The bin {} keeps no request of this id.", bin.id), fmt::format("/ids/{}", i)});
        return std::nullopt;
      }
      seqs.push_back(found->seq);
    }
  } else if (const auto query = read_search(context, request, response)) {
    if (request.has_param("q") && query->matches_all()) {
      answer_bad_parameter(response, "q is empty; leave it away to replay all.");
      return std::nullopt;
    }
    seqs = query->matches_all() ? first_seqs(context, bin, kMostReplayedAtOnce + 1)
                                : context.search.find_all(bin, *query, bin.totals.last_seq + 1);
  } else {
    return std::nullopt;
  }
  std::sort(seqs.begin(), seqs.end());
  seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
  if (seqs.size() > kMostReplayedAtOnce) {
    answer_problem(response, {409, "too-many-requests-to-replay", "These are too many to replay in one call",
                              fmt::format("At most {} are replayed at once: narrow q, by before: and after: for "
                                          "instance. Nothing was sent.",
                                          kMostReplayedAtOnce)});
    return std::nullopt;
  }
  return seqs;
}

void replay_one(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin) return;
  const auto captured = find_request(context, *bin, request, response);
  if (!captured) return;
  const auto input = parse_replay_input(request.body, /*may_select=*/false);
  if (!input) return answer_problem(response, input.error());
  const auto slot = context.replay_slots.take();
  if (!slot) return answer_problem(response, context.replay_slots.problem());
  const auto exchange = context.replayer.replay(*bin, *captured, input->order);
  if (!exchange) return answer_problem(response, exchange.error());
  answer_json(response, exchange_view(*exchange));
}

void replay_several(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin) return;
  const auto input = parse_replay_input(request.body, /*may_select=*/true);
  if (!input) return answer_problem(response, input.error());
  const auto seqs = select(context, *bin, *input, request, response);
  if (!seqs) return;
  const auto slot = context.replay_slots.take();
  if (!slot) return answer_problem(response, context.replay_slots.problem());

  const SteadyTime end = context.clock.steady() + kLongestReplay;
  Json replayed = Json::array();
  std::size_t answered = 0;
  std::optional<Problem> stopped;
  for (const Seq seq : *seqs) {
    if (context.clock.steady() >= end) {
      stopped = Problem{503, "replay-too-long", "The replay took too long",
                        fmt::format("It was ended after {} minutes.", kLongestReplay.count())};
      break;
    }
    const auto captured = context.store.find_request(bin->number, seq);
    if (!captured) continue;  // deleted meanwhile
    const auto exchange = context.replayer.replay(*bin, *captured, input->order);
    if (!exchange) {
      stopped = exchange.error();
      break;
    }
    if (exchange->failure.empty()) ++answered;
    replayed.push_back(capture_exchange_view(*captured, *exchange));
  }
  // What comes of the first says most: when it can not even be sent, nothing was.
  if (stopped && replayed.empty()) return answer_problem(response, *stopped);
  Json json;
  json["matched"] = seqs->size();
  json["replayed"] = replayed.size();
  json["answered"] = answered;
  json["stopped"] = stopped ? Json(stopped->detail) : Json(nullptr);
  json["exchanges"] = std::move(replayed);
  answer_json(response, json);
}

}  // namespace

void add_replay_routes(Routes& routes, const ApiContext& context) {
  const std::string one = "/api/v1/bins/:bin/requests/:request";
  routes.post(one + "/replay", [&context](const httplib::Request& request, httplib::Response& response) {
    replay_one(context, request, response);
  });
  routes.get(one + "/exchanges", [&context](const httplib::Request& request, httplib::Response& response) {
    const auto bin = find_bin(context, request, response);
    if (!bin || !check_parameters(request, {}, response)) return;
    const auto captured = find_request(context, *bin, request, response);
    if (!captured) return;
    Json exchanges = Json::array();
    for (const CaptureExchange& exchange : context.store.list_exchanges(bin->number, captured->seq)) {
      exchanges.push_back(exchange_view(exchange));
    }
    answer_json(response, {{"exchanges", exchanges}});
  });
  routes.post("/api/v1/bins/:bin/replay",
              [&context](const httplib::Request& request, httplib::Response& response) {
                replay_several(context, request, response);
              },
              {"q"});
}

}  // namespace hookloop
