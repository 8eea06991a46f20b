#include "shared/http_server/routes.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <utility>

#include "shared/http_server/answer.h"
#include "shared/http_server/query.h"

namespace hookloop {
namespace {

httplib::Server::Handler checked(const httplib::Server::Handler& handler, const Routes::Parameters& known) {
  return [handler, known](const httplib::Request& request, httplib::Response& response) {
    if (check_parameters(request, known, response)) handler(request, response);
  };
}

}  // namespace

void Routes::get(const std::string& pattern, httplib::Server::Handler handler) {
  methods_[pattern].insert({"GET", "HEAD"});
  server_.Get(pattern, std::move(handler));
}

void Routes::post(const std::string& pattern, const httplib::Server::Handler& handler, const Parameters& known) {
  methods_[pattern].insert("POST");
  server_.Post(pattern, checked(handler, known));
}

void Routes::patch(const std::string& pattern, const httplib::Server::Handler& handler, const Parameters& known) {
  methods_[pattern].insert("PATCH");
  server_.Patch(pattern, checked(handler, known));
}

void Routes::del(const std::string& pattern, const httplib::Server::Handler& handler, const Parameters& known) {
  methods_[pattern].insert("DELETE");
  server_.Delete(pattern, checked(handler, known));
}

void Routes::answer_other_methods() {
  for (const auto& [pattern, methods] : methods_) {
    const std::string allowed = fmt::format("{}", fmt::join(methods, ", "));
    const httplib::Server::Handler refuse = [allowed](const httplib::Request& request, httplib::Response& response) {
      response.set_header("Allow", allowed);
      answer_problem(response, {405, "method-not-allowed", "The method does not fit this address",
                                fmt::format("{} takes {}, not {}.", request.path, allowed, request.method)});
    };
    if (!methods.contains("GET")) server_.Get(pattern, refuse);
    if (!methods.contains("POST")) server_.Post(pattern, refuse);
    if (!methods.contains("PUT")) server_.Put(pattern, refuse);
    if (!methods.contains("PATCH")) server_.Patch(pattern, refuse);
    if (!methods.contains("DELETE")) server_.Delete(pattern, refuse);
    if (!methods.contains("OPTIONS")) server_.Options(pattern, refuse);
  }
}

std::vector<std::string> Routes::list() const {
  std::vector<std::string> routes;
  for (const auto& [pattern, methods] : methods_) {
    for (const std::string& method : methods) {
      if (method != "HEAD") routes.push_back(method + " " + pattern);
    }
  }
  return routes;
}

}  // namespace hookloop
