// The routes of a server, and the answer to a method that a path does not have: 405 with Allow (RFC 9110
// section 15.5.6) instead of a word that there is no such path. One thread, before the server serves.
#pragma once

#include <httplib.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hookloop {

class Routes {
 public:
  explicit Routes(httplib::Server& server) : server_(server) {}

  // Patterns are cpp-httplib's: "/bins/:bin". GET serves HEAD too.
  void get(const std::string& pattern, httplib::Server::Handler handler);
  // What changes something takes no parameters in its query but those that are known: a mistyped one changes nothing.
  using Parameters = std::vector<std::string>;
  void post(const std::string& pattern, const httplib::Server::Handler& handler, const Parameters& known = {});
  void patch(const std::string& pattern, const httplib::Server::Handler& handler, const Parameters& known = {});
  void del(const std::string& pattern, const httplib::Server::Handler& handler, const Parameters& known = {});

  // After the last route: answers the other methods of each pattern.
  void answer_other_methods();

  // What there is, as "GET /bins/:bin", in order; HEAD goes without saying.
  std::vector<std::string> list() const;

 private:
  httplib::Server& server_;
  std::map<std::string, std::set<std::string>> methods_;  // by pattern
};

}  // namespace hookloop
