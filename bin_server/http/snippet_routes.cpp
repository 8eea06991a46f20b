#include "bin_server/http/snippet_routes.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "bin_server/export/snippet.h"
#include "bin_server/http/export_input.h"
#include "bin_server/http/json_views.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"
#include "shared/support/nearest.h"

namespace hookloop {
namespace {

// Where to: the bin itself, or `url`.
std::optional<SendTarget> read_target(const ApiContext& context, const Bin& bin, const httplib::Request& request, httplib::Response& response) {
  if (!request.has_param("url")) {
    SendTarget own = own_address(request, context.scheme);
    own.path = "/b/" + bin.id;
    return own;
  }
  auto to = parse_send_target(request.get_param_value("url"));
  if (!to) {
    answer_bad_parameter(response,
                         "'url' is an http:// or https:// address without login and query, such as "
                         "http://localhost:3000/hook; the path and the query that were captured behind the bin's "
                         "address follow it.");
  }
  return to;
}

Json view(const Snippet& snippet) {
  return {{"language", snippet.language},
          {"label", snippet.label},
          {"file", snippet.file},
          {"text", snippet.text},
          {"notes", snippet.notes}};
}

// One alone, as what it is: `curl …?language=curl | sh`.
void answer_one(const SendableRequest& sendable, const std::string& name, httplib::Response& response) {
  std::vector<std::string> known;
  for (const SnippetLanguage& language : snippet_languages()) {
    known.emplace_back(language.name);
    if (name != language.name) continue;
    response.headers.erase("Content-Security-Policy");
    response.set_header("Content-Security-Policy", "sandbox; default-src 'none'");
    response.set_header("Cache-Control", "no-store");
    return response.set_content(language.make(sendable).text, "text/plain; charset=utf-8");
  }
  const std::string near = did_you_mean(name, known);
  answer_bad_parameter(response,
                       fmt::format("'language' is one of {}{}", fmt::join(known, ", "), near.empty() ? "." : near));
}

void answer_snippets(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin || !check_parameters(request, {"language", "url", "redact"}, response)) return;
  const auto captured = find_request(context, *bin, request, response);
  if (!captured) return;
  const auto redaction = read_redaction(request, Redaction::none, response);
  if (!redaction) return;
  const auto to = read_target(context, *bin, request, response);
  if (!to) return;
  auto sendable = to_sendable(*captured, *to, *redaction);
  const std::string one = fmt::format("/api/v1/bins/{}/requests/{}", bin->id, captured->id);
  if (!sendable) {
    return answer_problem(response, {422, "no-http-request", "What was captured is no HTTP request to a bin",
                                     fmt::format("No client sends it; its bytes are at {}/raw.", one)});
  }
  sendable->content_url = own_address(request, context.scheme).origin() + one + "/body";
  if (request.has_param("language")) return answer_one(*sendable, request.get_param_value("language"), response);
  Json snippets = Json::array();
  for (const SnippetLanguage& language : snippet_languages()) snippets.push_back(view(language.make(*sendable)));
  answer_json(response, {{"request", captured->id}, {"url", sendable->url()}, {"snippets", snippets}});
}

}  // namespace

void add_snippet_routes(Routes& routes, const ApiContext& context) {
  routes.get("/api/v1/bins/:bin/requests/:request/snippets",
             [&context](const httplib::Request& request, httplib::Response& response) {
               answer_snippets(context, request, response);
             });
}

}  // namespace hookloop
