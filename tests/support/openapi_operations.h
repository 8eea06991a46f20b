// The operations of an OpenAPI document and the routes of a server, each as "GET /api/v1/apps/{guid}", to be held
// against each other.
#pragma once

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "shared/support/ascii.h"

namespace hookloop::test {

// "GET /api/v1/apps/:guid" as the document writes it: "GET /api/v1/apps/{guid}".
inline std::string as_documented(const std::string& route) {
  std::string text;
  bool in_name = false;
  for (const char c : route) {
    if (in_name && c == '/') {
      text += '}';
      in_name = false;
    }
    if (c == ':') in_name = true;
    text += c == ':' ? '{' : c;
  }
  return in_name ? text + '}' : text;
}

// All but the files of the page.
inline std::set<std::string> served_operations(const std::vector<std::string>& routes) {
  std::set<std::string> operations;
  for (const std::string& route : routes) {
    if (!route.starts_with("GET /assets/")) operations.insert(as_documented(route));
  }
  return operations;
}

inline std::set<std::string> documented_operations(const nlohmann::json& document) {
  std::set<std::string> operations;
  for (const auto& [path, item] : document.at("paths").items()) {
    for (std::string method : {"get", "put", "post", "delete", "options", "head", "patch", "trace"}) {
      if (!item.contains(method)) continue;
      std::transform(method.begin(), method.end(), method.begin(), [](char c) { return to_upper(c); });
      operations.insert(method + " " + path);
    }
  }
  return operations;
}

inline std::set<std::string> missing(const std::set<std::string>& wanted, const std::set<std::string>& there) {
  std::set<std::string> rest;
  std::set_difference(wanted.begin(), wanted.end(), there.begin(), there.end(), std::inserter(rest, rest.end()));
  return rest;
}

}  // namespace hookloop::test
