using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Gateway.Web.Api;

/// <summary>The JSON object of a request, read field by field. What is wrong is collected and told at once; a field that nobody asked for is wrong too.</summary>
internal sealed class ApiBody
{
    public static readonly ApiProblem TooLarge = new(
        StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The body is larger than {ApiBoundary.LargestBody / 1024} KiB: send less.");

    private const int LongestText = 64 * 1024;
    private const int Deepest = 16;
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;
    private readonly JsonElement json;
    private readonly string prefix;
    private readonly List<ApiFieldError> errors;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private readonly List<ApiBody> nested = [];
    private readonly ApiProblem? unreadable;

    private ApiBody(JsonElement json, string prefix, List<ApiFieldError> errors, ApiProblem? unreadable)
    {
        this.json = json;
        this.prefix = prefix;
        this.errors = errors;
        this.unreadable = unreadable;
    }

    /// <summary>Null, or everything that is wrong. Ask when every field has been read.</summary>
    public ApiProblem? Refusal
    {
        get
        {
            if (unreadable is not null)
            {
                return unreadable;
            }

            IReadOnlyList<ApiFieldError> all = [.. errors, .. Unknown()];
            return all.Count > 0 ? ApiProblem.Invalid(all) : null;
        }
    }

    /// <summary>Reads the request's body; an absent one is an empty object.</summary>
    public static async Task<ApiBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > ApiBoundary.LargestBody)
        {
            return Unreadable(TooLarge);
        }

        using var content = new MemoryStream();
        var piece = new byte[16 * 1024];
        int length;
        while ((length = await request.Body.ReadAsync(piece, cancellationToken)) > 0)
        {
            if (content.Length + length > ApiBoundary.LargestBody)
            {
                return Unreadable(TooLarge);
            }

            content.Write(piece, 0, length);
        }

        if (content.Length == 0)
        {
            return new ApiBody(Nothing, "", [], null);
        }

        if (!IsJson(request.ContentType))
        {
            return Unreadable(new ApiProblem(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "The body is not declared as JSON: send the header Content-Type: application/json."));
        }

        if (!Utf8.IsValid(content.GetBuffer().AsSpan(0, (int)content.Length)))
        {
            return Malformed("The body is not valid JSON: it is not UTF-8.");
        }

        try
        {
            content.Position = 0;
            using var document = await JsonDocument.ParseAsync(
                content, new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false }, cancellationToken);
            ReadEveryText(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ApiBody(document.RootElement.Clone(), "", [], null)
                : Malformed("The body is not a JSON object: send one in braces.");
        }
        catch (InvalidOperationException)
        {
            return Malformed("The body contains half of a surrogate pair, which is no character: send valid Unicode.");
        }
        catch (JsonException exception)
        {
            return Malformed(exception.LineNumber is { } line
                ? $"The body is not valid JSON; it ends being so at line {line + 1}, byte {exception.BytePositionInLine + 1}."
                : "The body is not valid JSON, or it names a field twice.");
        }
    }

    /// <summary>Whether the field is there, be it null.</summary>
    public bool Has(string name) => json.TryGetProperty(name, out _);

    public string? Text(string name) => Find(name, JsonValueKind.String, "a string") is { } value ? TextOf(name, value) : null;

    public string RequiredText(string name)
    {
        if (Text(name) is { } text)
        {
            return text;
        }

        if (!errors.Exists(error => error.Field == prefix + name))
        {
            Refuse(name, "is required: send a string.");
        }

        return "";
    }

    public bool? Flag(string name)
    {
        var value = Find(name);
        if (value is null || value.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value?.GetBoolean();
        }

        Refuse(name, "must be true or false.");
        return null;
    }

    public int? Number(string name, int least, int most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}."));
        return null;
    }

    public DateTimeOffset? Moment(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var moment))
        {
            return moment;
        }

        Refuse(name, "must be a moment such as 2027-01-31T12:00:00Z.");
        return null;
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name, JsonValueKind.Array, "a list of strings") is not { } list)
        {
            return null;
        }

        if (list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            return [.. list.EnumerateArray().Select(item => TextOf(name, item) ?? "")];
        }

        Refuse(name, "must be a list of strings.");
        return null;
    }

    /// <summary>One of the words of a closed list.</summary>
    public T? Word<T>(string name) where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Words<T>.Find(text) is { } word)
        {
            return word;
        }

        Refuse(name, $"must be {Words<T>.Listed}.");
        return null;
    }

    /// <summary>A nested object; an absent one is empty.</summary>
    public ApiBody Object(string name)
    {
        var child = new ApiBody(Find(name, JsonValueKind.Object, "an object") ?? Nothing, $"{prefix}{name}.", errors, null);
        nested.Add(child);
        return child;
    }

    /// <param name="name">The field's name.</param>
    /// <param name="must">Goes on after the field's name: "must be …".</param>
    public void Refuse(string name, string must) => errors.Add(new ApiFieldError(prefix + name, $"{prefix}{name} {must}"));

    /// <summary>Refuses the field if it is sent.</summary>
    public void RefuseIfSent(string name, string why)
    {
        asked.Add(name);
        if (Has(name))
        {
            Refuse(name, why);
        }
    }

    private static ApiBody Malformed(string detail) => Unreadable(new ApiProblem(StatusCodes.Status400BadRequest, "malformed_json", detail));

    private static ApiBody Unreadable(ApiProblem problem) => new(Nothing, "", [], problem);

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Throws for escapes that make no text, wherever they stand, so that nobody meets them later.</summary>
    private static void ReadEveryText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    ReadEveryText(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    ReadEveryText(property.Value);
                }

                break;
        }
    }

    /// <summary>The field's value; null if it is absent or null.</summary>
    private JsonElement? Find(string name)
    {
        asked.Add(name);
        return json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private JsonElement? Find(string name, JsonValueKind kind, string described)
    {
        if (Find(name) is not { } value || value.ValueKind == kind)
        {
            return Find(name);
        }

        Refuse(name, $"must be {described}.");
        return null;
    }

    private string? TextOf(string name, JsonElement value)
    {
        var text = value.GetString()!;
        if (text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        Refuse(name, $"has more than {LongestText / 1024} Ki characters, or a NUL character.");
        return null;
    }

    private IEnumerable<ApiFieldError> Unknown()
    {
        var known = asked.Count == 0 ? "no fields" : string.Join(", ", asked.Order(StringComparer.Ordinal));
        return json.EnumerateObject()
            .Where(field => !asked.Contains(field.Name))
            .Take(5)
            .Select(field => Shown(field.Name))
            .Select(name => new ApiFieldError(prefix + name, $"{prefix}{name} is not known here: leave it out; known are {known}."))
            .Concat(nested.SelectMany(child => child.Unknown()));
    }

    private static string Shown(string name) =>
        new([.. name[..Math.Min(60, name.Length)].Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character)]);
}
