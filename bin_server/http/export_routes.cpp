#include "bin_server/http/export_routes.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <array>
#include <limits>
#include <memory>

#include "bin_server/export/curl_script.h"
#include "bin_server/export/har.h"
#include "bin_server/export/html_page.h"
#include "bin_server/export/ndjson.h"
#include "bin_server/http/export_input.h"
#include "bin_server/http/route_helpers.h"
#include "shared/http_server/answer.h"
#include "shared/support/nearest.h"

namespace hookloop {
namespace {

// A piece of the answer: captures are gathered until there is so much of it.
constexpr std::size_t kWrittenAtOnce = 256 * 1024;

// What the forms are made with.
struct Wanted {
  const ApiContext& context;
  const Bin& bin;
  SendTarget own;      // this server
  std::string search;  // as it was written
  Redaction redaction;
};

std::unique_ptr<ExportForm> make_ndjson(const Wanted&) { return std::make_unique<NdjsonForm>(); }

std::unique_ptr<ExportForm> make_har(const Wanted& wanted) {
  return std::make_unique<HarForm>(wanted.own, wanted.redaction);
}

std::unique_ptr<ExportForm> make_curl(const Wanted& wanted) {
  SendTarget to = wanted.own;
  to.path = "/b/" + wanted.bin.id;
  return std::make_unique<CurlScriptForm>(to, wanted.redaction);
}

std::unique_ptr<ExportForm> make_html(const Wanted& wanted) {
  HtmlForm::Options options;
  options.bin_id = wanted.bin.id;
  options.bin_name = wanted.bin.settings->name;
  options.capture_url = wanted.own.origin() + "/b/" + wanted.bin.id;
  options.search = wanted.search;
  options.exported_at = wanted.context.clock.now();
  options.redaction = wanted.redaction;
  options.judge = [&context = wanted.context, bin = wanted.bin](const CapturedRequest& request) {
    JudgedRequest judged = judge(context, bin, request);
    return HtmlForm::Opinion{std::move(judged.verdict), std::move(judged.history.duplicate_of)};
  };
  return std::make_unique<HtmlForm>(std::move(options));
}

struct Format {
  const char* name;
  const char* content_type;
  const char* file_ending;
  // What is masked where nobody says: nothing of what is imported or run, secrets of what is sent to others.
  Redaction redaction;
  std::unique_ptr<ExportForm> (*make)(const Wanted& wanted);
};

constexpr std::array kFormats{
    Format{"har", "application/json", ".har", Redaction::masked, make_har},
    Format{"ndjson", "application/x-ndjson", ".ndjson", Redaction::none, make_ndjson},
    Format{"curl", "application/x-sh", ".sh", Redaction::none, make_curl},
    Format{"html", "text/html; charset=utf-8", ".html", Redaction::masked, make_html},
};

// Writes the captures that there were when the export was asked for, piece by piece: between two pieces nothing is held
// but the form and a place.
class ExportWriter {
 public:
  ExportWriter(const ApiContext& context, Bin bin, SearchQuery query, std::unique_ptr<ExportForm> form)
      : context_(context), bin_(std::move(bin)), query_(std::move(query)), form_(std::move(form)) {
    range_.newest_first = false;
    range_.with_answers = true;
    range_.before = bin_.totals.last_seq + 1;
    range_.limit = std::numeric_limits<std::size_t>::max();
    text_ = form_->begin();
  }

  // Called again and again; false cuts the answer off, so that nobody takes it for whole.
  bool write_some(httplib::DataSink& sink) {
    const auto now = context_.store.find_bin(bin_.id);
    if (!now || now->number != bin_.number) return false;  // deleted meanwhile
    bool has_more = false;
    context_.search.visit(bin_, query_, range_, [&](const CapturedRequest& request) {
      text_ += form_->add(request, context_.store.list_exchanges(bin_.number, request.seq));
      range_.after = request.seq;
      has_more = text_.size() >= kWrittenAtOnce;
      return !has_more;
    });
    if (!has_more) text_ += form_->end();
    if (!sink.write(text_.data(), text_.size())) return false;
    text_.clear();
    if (!has_more) sink.done();
    return true;
  }

 private:
  const ApiContext& context_;
  const Bin bin_;
  const SearchQuery query_;
  const std::unique_ptr<ExportForm> form_;
  RequestRange range_;
  std::string text_;
};

const Format* find_format(const httplib::Request& request, httplib::Response& response) {
  const std::string name = request.get_param_value("format");
  std::vector<std::string> known;
  for (const Format& format : kFormats) {
    if (name == format.name) return &format;
    known.emplace_back(format.name);
  }
  const std::string near = did_you_mean(name, known);
  answer_bad_parameter(response,
                       fmt::format("'format' is one of {}{}", fmt::join(known, ", "), near.empty() ? "." : near));
  return nullptr;
}

void export_bin(const ApiContext& context, const httplib::Request& request, httplib::Response& response) {
  const auto bin = find_bin(context, request, response);
  if (!bin || !check_parameters(request, {"format", "q", "redact"}, response)) return;
  const Format* const format = find_format(request, response);
  if (format == nullptr) return;
  const auto redaction = read_redaction(request, format->redaction, response);
  if (!redaction) return;
  if (*redaction == Redaction::masked && format->make == make_ndjson) {
    return answer_bad_parameter(response, "'redact' does not go with ndjson, which is exact; har and html mask.");
  }
  auto query = read_search(context, request, response);
  if (!query) return;
  // Captured bytes never run in this origin: the file is a download, in a sandbox.
  response.headers.erase("Content-Security-Policy");
  response.set_header("Content-Security-Policy", "sandbox; default-src 'none'");
  response.set_header("Content-Disposition",
                      fmt::format("attachment; filename=\"{}{}\"", bin->id, format->file_ending));
  response.set_header("Cache-Control", "no-store");
  const Wanted wanted{context, *bin, own_address(request, context.scheme), request.get_param_value("q"), *redaction};
  auto writer = std::make_shared<ExportWriter>(context, *bin, *std::move(query), format->make(wanted));
  response.set_chunked_content_provider(format->content_type, [writer](std::size_t, httplib::DataSink& sink) {
    // The library calls this outside of its own try block.
    try {
      return writer->write_some(sink);
    } catch (const std::exception& error) {
      spdlog::error("an export broke off: {}", error.what());
      return false;
    }
  });
}

}  // namespace

void add_export_routes(Routes& routes, const ApiContext& context) {
  routes.get("/api/v1/bins/:bin/export", [&context](const httplib::Request& request, httplib::Response& response) {
    export_bin(context, request, response);
  });
}

}  // namespace hookloop
