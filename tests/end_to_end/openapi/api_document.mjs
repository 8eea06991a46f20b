// An OpenAPI document as something to hold requests and answers against. Answers are held to exactly what is documented:
// a field that the document does not name is a fault, as is one that it names and that is not there.
import { Ajv2020 } from "ajv/dist/2020.js";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

// As far as our own documents use them.
const FORMATS = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: (text) => URL.canParse(text),
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
};

export class ApiDocument {
  constructor(document) {
    this.document = closed(document);
    this.operations = new Map();
    for (const [path, item] of Object.entries(document.paths)) {
      for (const method of METHODS.filter((each) => each in item)) {
        const operation = item[method];
        this.operations.set(operation.operationId, { path, method: method.toUpperCase(), ...operation });
      }
    }
    this.ajv = new Ajv2020({
      allErrors: true, allowUnionTypes: true, formats: FORMATS, strictTypes: false, strictRequired: false,
      validateSchema: false,
    });
    // To the validator the document is a schema, in which others are found.
    this.ajv.addVocabulary(["components", "paths"]);
    this.ajv.addSchema({ components: this.document.components, paths: this.document.paths }, "api");
  }

  // Whether the body is one that the operation says it takes; true where nothing is said of bodies.
  takes(operationId, body) {
    const pointer = [...this.#pointer(operationId), "requestBody", "content", "application/json", "schema"];
    return this.#at(pointer) === undefined || this.#check(pointer, body) === "";
  }

  // What is wrong with an answer: {status, headers, text}; empty: nothing.
  faultOf(operationId, answer) {
    const pointer = this.#follow([...this.#pointer(operationId), "responses", String(answer.status)]);
    const response = this.#at(pointer);
    if (response === undefined) return `the status ${answer.status} is not documented`;
    for (const name of Object.keys(response.headers ?? {})) {
      const said = answer.headers[name.toLowerCase()];
      if (said === undefined) return `the header ${name} is not there`;
      const fault = this.#check([...this.#follow([...pointer, "headers", name]), "schema"], said);
      if (fault) return `the header ${name}: ${fault}`;
    }
    const type = (answer.headers["content-type"] ?? "").split(";")[0];
    if (response.content === undefined) {
      return answer.text === "" && type === "" ? "" : `there is a body (${type}), and none is documented`;
    }
    if (response.content[type] === undefined) return `the content type ${type} is not documented`;
    return this.#faultOfBody([...pointer, "content", type, "schema"], type, answer.text);
  }

  // The words of all problem types that the document names, and all statuses of an operation.
  problemTypes() {
    return new Set(JSON.stringify(this.document).match(/(?<=urn:hookloop:problem:)[a-z-]+/g));
  }
  statusesOf(operationId) {
    return Object.keys(this.operations.get(operationId).responses).map(Number);
  }

  #faultOfBody(pointer, type, text) {
    if (/[/+]json$/.test(type)) return this.#check(pointer, JSON.parse(text));
    const parts = type === "text/event-stream" ? [...text.matchAll(/^data: (.*)$/gm)].map((match) => match[1])
      : type === "application/x-ndjson" ? text.split("\n").filter((line) => line !== "") : [];
    for (const part of parts) {
      const fault = this.#check([...pointer, "contentSchema"], JSON.parse(part));
      if (fault) return `${fault}: ${part}`;
    }
    return this.#check(pointer, text);
  }

  #check(pointer, value) {
    const steps = pointer.map((step) => encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1")));
    const validate = this.ajv.getSchema(`api#/${steps.join("/")}`);
    if (validate(value)) return "";
    return validate.errors.map((error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`)
      .join("; ");
  }

  #pointer(operationId) {
    const operation = this.operations.get(operationId);
    if (!operation) throw new Error(`no operation ${operationId} is documented`);
    return ["paths", operation.path, operation.method.toLowerCase()];
  }

  #at(pointer) {
    return pointer.reduce((place, step) => place?.[step], this.document);
  }

  // To where a $ref at this place points.
  #follow(pointer) {
    const reference = this.#at(pointer)?.$ref;
    return reference === undefined ? pointer : reference.slice(2).split("/");
  }
}

// A copy in which a value may have no properties but those that are documented. Only the schema of a whole value is
// closed: the parts of an allOf do not know of each other.
function closed(document) {
  const copy = structuredClone(document);
  Object.values(copy.components.schemas).forEach(closeInside);
  const responses = [...Object.values(copy.components.responses)];
  for (const item of Object.values(copy.paths)) {
    for (const method of METHODS) responses.push(...Object.values(item[method]?.responses ?? {}));
  }
  for (const response of responses) {
    for (const media of Object.values(response.content ?? {})) closeWhole(media.schema);
  }
  return copy;
}

function closeWhole(schema) {
  closeInside(schema);
  if (schema.additionalProperties === undefined) schema.unevaluatedProperties = false;
}

function closeInside(schema) {
  Object.values(schema.properties ?? {}).forEach(closeWhole);
  for (const key of ["items", "contentSchema"]) if (schema[key]) closeWhole(schema[key]);
  for (const key of ["allOf", "anyOf", "oneOf"]) (schema[key] ?? []).forEach(closeInside);
}
