// `bin_server replay`: sends captured requests again, as they came or with changes, and shows what was answered.
#include <spdlog/fmt/fmt.h>

#include <ostream>

#include "bin_server/cli/bin_command.h"
#include "shared/cli/details.h"
#include "shared/cli/print_list.h"
#include "shared/cli/shown.h"
#include "shared/support/encoding.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

struct ReplayFlags {
  std::string request;
  std::vector<std::string> removed_headers;
};

void add_fields(RequestFields& fields) {
  fields.add("--to", "/to", "URL", "Where to send them; what the server may reach is its --allow-target", read_url);
  fields.add_flag("--exact-url", "/append_path", false,
                  "Send to that URL as it stands, without the path behind the bin's");
  fields.add("--method", "/method", "METHOD", "With another method");
  fields.add_each("--set-header", "/headers", "HEADER",
                  "With this header, 'Name: value', in the place of those of its name", read_header);
  fields.add("--body", "/body", "TEXT", "With another body");
  fields.add("--body-file", "/body_base64", "FILE", "The same, the bytes of a file", read_file_as_base64);
  fields.add_flag("--sign", "/sign", true, "Signed anew, with the time of now and the bin's secret");
  fields.add("--timeout", "/timeout_ms", "DURATION", "Time for an answer", read_milliseconds);
}

// {NAME: value | [value, …] | null}: null leaves a header out.
Json header_edits(const Json& set, const std::vector<std::string>& removed) {
  Json edits = Json::object();
  for (const std::string& name : removed) edits[name] = nullptr;
  for (const Json& header : set) {
    Json& values = edits[header[0].get<std::string>()];
    if (!values.is_array()) values = Json::array();
    values.push_back(header[1]);
  }
  return edits;
}

ExitCode code_of(bool all_answered) { return all_answered ? ExitCode::passed : ExitCode::environment; }

// Head or body of what was answered, its line ends as ours. Bytes that are no text are counted.
std::string shown_part(const Json& bytes) {
  if (value_at(bytes, "/text").is_string()) {
    std::string text = text_at(bytes, "/text");
    std::erase(text, '\r');
    return printable(text, /*keep_lines=*/true);
  }
  const auto binary = base64_decode(text_at(bytes, "/base64"));
  return binary ? fmt::format("({} bytes that are no text)\n", binary->size()) : "";
}

ExitCode print_one(const BinSession& session, const Json& exchange) {
  const std::string failure = shown(exchange, "/failure");
  const std::string status = shown(exchange, "/status");
  Details details(shown(exchange, "/url"), failure.empty() ? status : failure,
                  failure.empty() && status.starts_with('2') ? Tone::good : Tone::bad);
  details.add("took", shown_micros(exchange, "/phases/whole_us"));
  details.add("why", shown(exchange, "/detail"));
  details.print(session.paper);
  const Json& answer = value_at(exchange, "/answer");
  if (!answer.is_null()) {
    const std::string head = shown_part(value_at(answer, "/head"));
    const std::string body = shown_part(value_at(answer, "/body"));
    session.paper.out << '\n' << head << body << (body.empty() || body.ends_with('\n') ? "" : "\n");
  }
  return code_of(failure.empty());
}

ExitCode print_several(const BinSession& session, const Json& answer) {
  const auto row_of = [](const Json& row) -> std::vector<Cell> {
    const std::string failure = shown(row, "/exchange/failure");
    const std::string status = shown(row, "/exchange/status");
    return {shown(row, "/seq"),
            {failure.empty() ? status : failure, failure.empty() && status.starts_with('2') ? Tone::good : Tone::bad},
            shown_micros(row, "/exchange/whole_us"),
            shown(row, "/exchange/url"),
            shown(row, "/exchange/detail")};
  };
  print_list(session.paper, value_at(answer, "/exchanges"),
             {{"seq"}, {"answered"}, {"took"}, {"url", Fit::cut}, {"why", Fit::cut}}, row_of, "No request matches.");
  const std::string stopped = shown(answer, "/stopped");
  if (!stopped.empty()) session.surroundings.err << "bin_server: not all were sent: " << stopped << '\n';
  return code_of(stopped.empty() && value_at(answer, "/answered") == value_at(answer, "/replayed"));
}

Result<ExitCode, ApiFailure> replay(BinSession& session, const RequestFields& fields, const ReplayFlags& flags) {
  if (flags.request.empty() == !session.query) {
    return ApiFailure{ExitCode::wrong_usage, "say what to send: a REQUEST (an id, a seq or latest), or --q QUERY"};
  }
  if (!fields.has("/to")) return ApiFailure{ExitCode::wrong_usage, "say where to send it: --to URL"};
  Json order = fields.json();
  const Json edits = header_edits(value_at(order, "/headers"), flags.removed_headers);
  order.erase("headers");
  if (!edits.empty()) order["headers"] = edits;
  const std::string path = session.query ? session.path({"replay"}) + query_text({{"q", *session.query}})
                                         : session.path({"requests", flags.request, "replay"});
  const auto answer =
      session.client.upload(path, "application/json", order.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (!answer) return answer.error();
  if (session.json) {
    print_json(session.paper, *answer);
    return code_of(session.query ? value_at(*answer, "/answered") == value_at(*answer, "/matched")
                                 : value_at(*answer, "/failure").is_null());
  }
  return session.query ? print_several(session, *answer) : print_one(session, *answer);
}

}  // namespace

void add_replay_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command = add_bin_command(app,
                                        {"replay", "Send captured requests again, exact bytes or with changes",
                                         "bin_server replay demo latest --to http://127.0.0.1:3000/hook --sign"},
                                        surroundings, action);
  const auto flags = std::make_shared<ReplayFlags>();
  command.add_bin();
  command.app.add_option("REQUEST", flags->request, "The request: its id or seq, or latest")->type_name("");
  command.add_query("All requests that match, the oldest first");
  add_fields(command.fields);
  command.app
      .add_option("--remove-header", flags->removed_headers, "Without the headers of this name. May be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.run = [flags, &command](BinSession& session) { return replay(session, command.fields, *flags); };
}

}  // namespace hookloop
