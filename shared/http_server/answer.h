// Our answers, put into cpp-httplib's response: JSON and problems.
#pragma once

#include <httplib.h>

#include <nlohmann/json_fwd.hpp>

#include "shared/support/problem.h"

namespace hookloop {

void answer_json(httplib::Response& response, const nlohmann::ordered_json& json, int status = 200);
void answer_problem(httplib::Response& response, const Problem& problem);

// What the router says where no route fits and where a handler throws: problems too, never a page of the library's.
// An exception is a bug or a broken environment: it is logged, and the answer is 500 without its text.
void install_problem_answers(httplib::Server& server);

}  // namespace hookloop
