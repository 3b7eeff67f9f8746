using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Identities.Searching;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;

namespace Gateway.Web.Scim;

/// <summary>What a list request asks, from its query or from the body of a <c>.search</c>. RFC 7644 §3.4.2, §3.4.3.</summary>
internal sealed record ListParameters(ListQuery Query, AttributeProjection Projection)
{
    public static ScimResult<ListParameters> Of(ScimRequest request, ResourceType type) => Read(request.Query, type);

    public static ScimResult<ListParameters> Of(ReadOnlyMemory<byte> search, ResourceType type)
    {
        JsonObject body;
        try
        {
            if (JsonNode.Parse(search.Span, null, new JsonDocumentOptions { MaxDepth = 32 }) is not JsonObject read)
            {
                return ScimError.InvalidSyntax("The search must be a JSON object with the schema " + ScimUrns.SearchRequest + ".");
            }

            body = read;
            _ = body.Count; // Duplicate names are found only now.
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return ScimError.InvalidSyntax("The search is not well-formed JSON.");
        }

        return Read(name => Text(body.FirstOrDefault(member => string.Equals(member.Key, name, StringComparison.OrdinalIgnoreCase)).Value), type);
    }

    private static ScimResult<ListParameters> Read(Func<string, string?> parameter, ResourceType type)
    {
        var projection = AttributeProjection.Parse(parameter("attributes"), parameter("excludedAttributes"), type);
        if (!projection.Succeeded)
        {
            return projection.Error;
        }

        FilterExpression? filter = null;
        if (parameter("filter") is { Length: > 0 } text)
        {
            var parsed = FilterParser.Parse(text, type);
            if (!parsed.Succeeded)
            {
                return parsed.Error;
            }

            filter = parsed.Value;
        }

        if (!TryNumber(parameter("startIndex"), 1, out var startIndex))
        {
            return ScimError.InvalidValue("startIndex must be a whole number.");
        }

        if (!TryNumber(parameter("count"), 100, out var count))
        {
            return ScimError.InvalidValue("count must be a whole number.");
        }

        return new ListParameters(
            new ListQuery
            {
                Filter = filter,
                SortBy = parameter("sortBy") is { Length: > 0 } sortBy ? sortBy : null,
                SortOrder = parameter("sortOrder"),
                StartIndex = Math.Max(1, startIndex),
                Count = (int)Math.Clamp(count, 0, ListQuery.MostPerPage),
                Cursor = parameter("cursor"),
            },
            projection.Value);
    }

    private static bool TryNumber(string? text, long absent, out long number)
    {
        number = absent;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        // Any whole number will do; what is beyond reach is as good as the last that is in it.
        var whole = BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) && text.Length <= 100;
        number = (long)BigInteger.Clamp(read, long.MinValue, long.MaxValue / 2);
        return whole;
    }

    private static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonArray names => string.Join(',', names.Select(Text)),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };
}
