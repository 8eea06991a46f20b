#include "shared/http_server/answer.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

namespace hookloop {

void answer_json(httplib::Response& response, const nlohmann::ordered_json& json, int status) {
  response.status = status;
  response.set_content(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), "application/json");
}

void answer_problem(httplib::Response& response, const Problem& problem) {
  response.status = problem.status;
  response.set_content(to_json(problem), std::string(kProblemContentType));
}

void install_problem_answers(httplib::Server& server) {
  server.set_error_handler([](const httplib::Request& request, httplib::Response& response) {
    if (!response.body.empty() || response.status == 304) return;
    const int status = response.status;
    Problem problem{status, "http", std::string(reason_phrase(status)), "The request can not be served as it is."};
    if (status == 404) {
      problem.type = "no-such-resource";
      problem.detail = "There is nothing at " + request.path + "; the README lists what there is.";
    }
    answer_problem(response, problem);
  });
  server.set_exception_handler([](const httplib::Request& request, httplib::Response& response, std::exception_ptr e) {
    try {
      std::rethrow_exception(e);
    } catch (const std::exception& error) {
      spdlog::error("{} {}: {}", request.method, request.path, error.what());
    } catch (...) {
      spdlog::error("{} {}: an unknown exception", request.method, request.path);
    }
    answer_problem(response,
                   {500, "internal", "The server failed", "This is a fault of the server; its log says more."});
  });
}

}  // namespace hookloop
