using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Gateway.Tests.Recordings;

/// <summary>One of Okta's conversations (okta.md §5): what was there, what Okta sends, what it must be answered, what subscribers must be told.
/// <c>Recordings/README.md</c> describes the file.</summary>
public sealed record Recording
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public required string Title { get; init; }

    /// <summary><c>OV-15</c>.</summary>
    public required string Vector { get; init; }

    /// <summary>Which of Okta's two ways of speaking this is: <c>wizard</c> (PUT), <c>template</c> (PATCH).</summary>
    public required IReadOnlyList<string> Dialects { get; init; }

    /// <summary>Keys of okta.md §0.</summary>
    public required string Source { get; init; }

    /// <summary>Why we answer so, where the vector leaves the choice to us (†).</summary>
    public string? Decision { get; init; }

    /// <summary>Configuration of a gateway of the recording's own; without it, it shares one.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>Values that no answer, event, log line or database may ever hold.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>What was there before: each must succeed, its events are not looked at.</summary>
    public IReadOnlyList<Step> Given { get; init; } = [];

    /// <summary>The conversation.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>The state afterwards. Looking changes nothing and tells nobody.</summary>
    public IReadOnlyList<Step> Then { get; init; } = [];

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Recordings");

    /// <summary>Names of all recordings, without <c>.json</c>, in the order of their vectors.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Folder, "ov-*.json").Select(file => Path.GetFileNameWithoutExtension(file)).OrderBy(NumberOf).ThenBy(name => name, StringComparer.Ordinal)];

    public static int NumberOf(string name) => int.Parse(name.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    public static Recording Read(string name) =>
        JsonSerializer.Deserialize<Recording>(File.ReadAllText(Path.Combine(Folder, name + ".json")), Strict) ?? throw new InvalidDataException(name);

    public sealed record Step
    {
        /// <summary>What Okta is doing, in words.</summary>
        public string? Does { get; init; }

        public Request? Request { get; init; }

        public Answer? Answer { get; init; }

        /// <summary>Several requests at the same instant, instead of one.</summary>
        public IReadOnlyList<Step>? Together { get; init; }

        /// <summary>The statuses of what was sent together, in any order, where the single requests do not say.</summary>
        public IReadOnlyList<int>? Statuses { get; init; }

        /// <summary>The request is sent so often, with <c>{{n}}</c> = 1, 2, …</summary>
        public int? Times { get; init; }

        /// <summary>The request is sent with <c>{{n}}</c> = 1, 2, … until this status comes; the answer and the events of the last are checked,
        /// and each before it must have succeeded with one event.</summary>
        public int? Until { get; init; }

        /// <summary>Answered with 429, it waits as Retry-After says and sends the request again.</summary>
        public bool Patient { get; init; }

        /// <summary>Name → path in the answer (<c>id</c>, <c>meta.version</c>, <c>Resources[*].id</c>, empty for the whole body).</summary>
        public IReadOnlyDictionary<string, string> Capture { get; init; } = new Dictionary<string, string>();

        /// <summary>Exactly these, in this order, and no other; none unless given. An array inside is a set of events in any order.</summary>
        public JsonArray? Events { get; init; }
    }

    public sealed record Request
    {
        public required string Method { get; init; }

        /// <summary>Relative to the directory's base URL.</summary>
        public required string Path { get; init; }

        /// <summary>Over Okta's own headers; null removes one.</summary>
        public IReadOnlyDictionary<string, string?> Headers { get; init; } = new Dictionary<string, string?>();

        public JsonNode? Body { get; init; }

        /// <summary>Okta's read-modify-write: the captured answer is the body …</summary>
        public string? Echo { get; init; }

        /// <summary>… with these top-level attributes replaced …</summary>
        public JsonObject? With { get; init; }

        /// <summary>… and without these.</summary>
        public IReadOnlyList<string> Without { get; init; } = [];

        /// <summary>The management API instead of SCIM; the path is relative to <c>/api/v1</c>.</summary>
        public bool Api { get; init; }
    }

    public sealed record Answer
    {
        /// <summary>A number, or an array of those allowed.</summary>
        public required JsonNode Status { get; init; }

        public IReadOnlyDictionary<string, JsonNode> Headers { get; init; } = new Dictionary<string, JsonNode>();

        /// <summary>What the body must contain; see <see cref="Matching"/>. Not looked at where the answer has no body (204).</summary>
        public JsonNode? Body { get; init; }

        /// <summary>Paths that the body must not have, or only as null.</summary>
        public IReadOnlyList<string> Absent { get; init; } = [];
    }
}
