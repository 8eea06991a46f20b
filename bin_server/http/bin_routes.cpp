#include "bin_server/http/bin_routes.h"

#include <spdlog/fmt/fmt.h>

#include <variant>

#include "bin_server/forward/forwarder.h"
#include "bin_server/http/bin_input.h"
#include "bin_server/http/exchange_views.h"
#include "bin_server/http/forward_input.h"
#include "bin_server/http/json_views.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"

namespace hookloop {
namespace {

Json view(const ApiContext& context, const Bin& bin, const httplib::Request& request,
          ResponseBody response_body = ResponseBody::shown) {
  Json json = bin_view(bin, context.refusals.of(bin.number), base_url(request, context.scheme), response_body);
  json["indexed_seq"] = context.search.covered(bin);
  const bool forwards = !bin.settings->forward.targets.empty();
  json["forward"] =
      forward_view(bin, forwards ? context.store.list_forward_cursors(bin.number) : std::vector<ForwardCursor>{});
  return json;
}

void create_bin(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  BinSettings defaults;
  defaults.limits = context.options.bin_limits;
  auto input = parse_bin_input(request.body, defaults, /*may_name=*/true, context.clock.now());
  if (!input) return answer_problem(response, input.error());
  if (const auto denied = check_forward_targets(input->settings.forward, context.targets)) {
    return answer_problem(response, *denied);
  }
  const std::string id = input->id ? *input->id : context.ids.next(id_prefix::bin);
  if (input->settings.name.empty()) input->settings.name = id;

  // The id is looked up and taken in one piece of work: nobody can come between.
  struct Taken {};
  struct TooMany {};
  using Outcome = std::variant<Bin, StoreError, Taken, TooMany>;
  const Outcome outcome = context.writer.run([&]() -> Outcome {
    if (const auto there = context.store.find_bin(id)) {
      if (!is_expired(*there, context.clock.now())) return Taken{};
      if (auto error = context.capture.delete_bin(there->number)) return *std::move(error);
    }
    if (context.store.count_bins() >= context.options.max_bins) return TooMany{};
    auto made = context.store.create_bin(id, context.clock.now(), input->settings);
    if (!made) return made.error();
    return *std::move(made);
  });
  if (std::holds_alternative<Taken>(outcome)) {
    return answer_problem(response, {409, "bin-exists", "There is such a bin already",
                                     fmt::format("Choose another id than '{}', or use that bin.", id), "/id"});
  }
  if (std::holds_alternative<TooMany>(outcome)) {
    return answer_problem(response, {409, "too-many-bins", "There are too many bins",
                                     fmt::format("Delete some; --max-bins allows {}.", context.options.max_bins)});
  }
  if (const auto* error = std::get_if<StoreError>(&outcome)) return answer_problem(response, store_problem(*error));
  context.forwarder.settings_changed();
  response.set_header("Location", "/api/v1/bins/" + id);
  answer_json(response, view(context, std::get<Bin>(outcome), request), 201);
}

void change_bin(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin) return;
  // Read and changed in one piece of work, so that two changes at once do not undo each other.
  std::optional<Problem> problem;
  context.writer.run([&] {
    const auto current = context.store.find_bin(bin->id);
    if (!current || current->number != bin->number) return;  // deleted just now
    auto input = parse_bin_input(request.body, *current->settings, /*may_name=*/false, context.clock.now());
    if (!input) {
      problem = input.error();
      return;
    }
    ForwardSettings& forward = input->settings.forward;
    begin_new_targets(forward, current->settings->forward, current->totals.last_seq);
    if (forward != current->settings->forward) problem = check_forward_targets(forward, context.targets);
    if (problem) return;
    if (const auto error = context.store.change_bin(bin->number, input->settings)) {
      problem = store_problem(*error);
    }
  });
  if (problem) return answer_problem(response, *problem);
  context.forwarder.settings_changed();
  if (const auto changed = find_bin(context, request, response))
    answer_json(response, view(context, *changed, request));
}

void delete_bin(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin) return;
  if (const auto error = context.writer.run([&] { return context.capture.delete_bin(bin->number); })) {
    return answer_problem(response, store_problem(*error));
  }
  response.status = 204;
}

}  // namespace

void add_bin_routes(Routes& routes, const ApiContext& context) {
  routes.post("/api/v1/bins", [&context](const httplib::Request& request, httplib::Response& response) {
    create_bin(context, request, response);
  });
  routes.get("/api/v1/bins", [&context](const httplib::Request& request, httplib::Response& response) {
    if (!check_parameters(request, {}, response)) return;
    Json bins = Json::array();
    for (const Bin& bin : context.store.list_bins()) {
      if (is_expired(bin, context.clock.now())) continue;
      bins.push_back(view(context, bin, request, ResponseBody::counted));
    }
    // What was refused before it was known for which bin.
    answer_json(response, {{"bins", bins}, {"refused", refused_view(context.refusals.of(0))}});
  });
  routes.get("/api/v1/bins/:bin", [&context](const httplib::Request& request, httplib::Response& response) {
    const auto bin = find_bin(context, request, response);
    if (bin && check_parameters(request, {}, response)) answer_json(response, view(context, *bin, request));
  });
  routes.patch("/api/v1/bins/:bin", [&context](const httplib::Request& request, httplib::Response& response) {
    change_bin(context, request, response);
  });
  routes.del("/api/v1/bins/:bin", [&context](const httplib::Request& request, httplib::Response& response) {
    delete_bin(context, request, response);
  });
}

}  // namespace hookloop
