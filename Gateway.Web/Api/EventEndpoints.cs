using System.Globalization;
using System.Text.Json;
using Gateway.Contracts.Events;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using EventId = Gateway.Core.Ids.EventId;

namespace Gateway.Web.Api;

/// <summary><c>/api/v1/events</c>: the feed, each event in the very bytes of its webhook.</summary>
internal static class EventEndpoints
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/events", ListAsync);

    private static async Task<IResult> ListAsync(HttpRequest request, EventFeed feed, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(request);
        var (directory, types, limit) = (query.Id<DirectoryId>("directory_id"), ReadTypes(query), query.Limit());
        var after = await ReadAfterAsync(query, feed, cancellationToken);
        return query.Refusal is { } refusal ? refusal : new Answer(await feed.ReadAsync(directory, after, types, limit, cancellationToken));
    }

    /// <summary>A sequence or an event's id; without one the feed begins with the oldest event that is kept.</summary>
    private static async Task<long> ReadAfterAsync(ApiQuery query, EventFeed feed, CancellationToken cancellationToken)
    {
        if (query.Text("after") is not { } text)
        {
            return 0;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return sequence;
        }

        if (!TypedId.TryParse<EventId>(text, out var id))
        {
            query.Refuse("after", "must be the next of the page before, an event's sequence, or its id, evt_….");
        }
        else if (await feed.FindSequenceAsync(id, cancellationToken) is { } found)
        {
            return found;
        }
        else
        {
            query.Refuse("after", "names an event that is not kept: begin without it, which starts at the oldest one.");
        }

        return 0;
    }

    private static HashSet<string>? ReadTypes(ApiQuery query)
    {
        if (query.Text("types") is not { } text)
        {
            return null;
        }

        var types = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        if (types.Count == 0 || types.Any(type => !EventTypes.All.Contains(type)))
        {
            query.Refuse("types", $"must be a comma-separated list of {string.Join(", ", EventTypes.All)}.");
        }

        return types;
    }

    private sealed class Answer(FeedPage page) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = ApiJson.ContentType;
            await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
            writer.WriteStartObject();
            writer.WriteStartArray("data");
            foreach (var stored in page.Events)
            {
                writer.WriteRawValue(EventEnvelope.Write(stored), skipInputValidation: true);
            }

            writer.WriteEndArray();
            writer.WriteString("next", page.Next?.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
            await writer.FlushAsync(httpContext.RequestAborted);
        }
    }
}
