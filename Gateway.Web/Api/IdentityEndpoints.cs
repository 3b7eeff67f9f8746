using System.Text.Json;
using Gateway.Core.Directories;
using Gateway.Core.Events;
using Gateway.Core.Identities.Listing;
using Gateway.Core.Ids;

namespace Gateway.Web.Api;

/// <summary>The users, groups and members of a directory, as events tell them.</summary>
internal static class IdentityEndpoints
{
    private const string Users = "/api/v1/directories/{id}/users";
    private const string Groups = "/api/v1/directories/{id}/groups";
    private static readonly ApiProblem UserNotFound = ApiProblem.NotFound("user_not_found", "user in this directory", Users);
    private static readonly ApiProblem GroupNotFound = ApiProblem.NotFound("group_not_found", "group in this directory", Groups);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/directories/{directory}/users", UsersAsync);
        api.MapGet("/directories/{directory}/users/{id}", UserAsync);
        api.MapGet("/directories/{directory}/groups", GroupsAsync);
        api.MapGet("/directories/{directory}/groups/{id}", GroupAsync);
        api.MapGet("/directories/{directory}/groups/{id}/members", MembersAsync);
    }

    private static Task<IResult> UsersAsync(
        string directory, HttpRequest request, DirectoryRegistry registry, IdentityLists lists, CancellationToken cancellationToken) =>
        ListAsync(directory, request, registry, lists.UsersAsync, cancellationToken);

    private static Task<IResult> GroupsAsync(
        string directory, HttpRequest request, DirectoryRegistry registry, IdentityLists lists, CancellationToken cancellationToken) =>
        ListAsync(directory, request, registry, lists.GroupsAsync, cancellationToken);

    private static async Task<IResult> UserAsync(string directory, string id, DirectoryRegistry registry, IdentityLists lists, CancellationToken cancellationToken)
    {
        if (await DirectoryEndpoints.FindAsync(registry, directory, cancellationToken) is not { } of)
        {
            return DirectoryEndpoints.NotFound;
        }

        return TypedId.TryParse<UserId>(id, out var user) && await lists.FindUserAsync(of.Id, user, cancellationToken) is { } found ? new One(found) : UserNotFound;
    }

    private static async Task<IResult> GroupAsync(string directory, string id, DirectoryRegistry registry, IdentityLists lists, CancellationToken cancellationToken)
    {
        if (await DirectoryEndpoints.FindAsync(registry, directory, cancellationToken) is not { } of)
        {
            return DirectoryEndpoints.NotFound;
        }

        return TypedId.TryParse<GroupId>(id, out var group) && await lists.FindGroupAsync(of.Id, group, cancellationToken) is { } found ? new One(found) : GroupNotFound;
    }

    private static async Task<IResult> MembersAsync(
        string directory, string id, HttpRequest request, DirectoryRegistry registry, IdentityLists lists, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(request);
        var (after, limit) = (query.After<UserId>(), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await DirectoryEndpoints.FindAsync(registry, directory, cancellationToken) is not { } of)
        {
            return DirectoryEndpoints.NotFound;
        }

        return TypedId.TryParse<GroupId>(id, out var group) && await lists.FindGroupAsync(of.Id, group, cancellationToken) is not null
            ? new Many(await lists.MembersAsync(of.Id, group, after, limit + 1, cancellationToken), limit)
            : GroupNotFound;
    }

    private static async Task<IResult> ListAsync(
        string directory,
        HttpRequest request,
        DirectoryRegistry registry,
        Func<DirectoryId, long, int, CancellationToken, Task<IReadOnlyList<Listed>>> list,
        CancellationToken cancellationToken)
    {
        var query = new ApiQuery(request);
        var (after, limit) = (query.AfterNumber(), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        return await DirectoryEndpoints.FindAsync(registry, directory, cancellationToken) is { } of
            ? new Many(await list(of.Id, after, limit + 1, cancellationToken), limit)
            : DirectoryEndpoints.NotFound;
    }

    /// <summary>The payload's own properties, and after them what the list knows beyond.</summary>
    private static void Write(Utf8JsonWriter writer, Listed listed)
    {
        using var payload = JsonDocument.Parse(listed.Payload);
        writer.WriteStartObject();
        foreach (var property in payload.RootElement.EnumerateObject())
        {
            property.WriteTo(writer);
        }

        if (listed.MemberCount is { } count)
        {
            writer.WriteNumber("member_count", count);
        }

        writer.WriteString("source", listed.Source);
        writer.WriteString("since", EventEnvelope.Timestamp(listed.Since));
        writer.WriteString("last_seen_at", EventEnvelope.Timestamp(listed.LastSeenAt));
        writer.WriteEndObject();
    }

    private static async Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = ApiJson.ContentType;
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder });
        write(writer);
        await writer.FlushAsync(http.RequestAborted);
    }

    private sealed class One(Listed listed) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, writer => Write(writer, listed));
    }

    private sealed class Many(IReadOnlyList<Listed> rows, int limit) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data");
            foreach (var row in rows.Take(limit))
            {
                Write(writer, row);
            }

            writer.WriteEndArray();
            writer.WriteString("next", rows.Count > limit ? rows[limit - 1].Cursor : null);
            writer.WriteEndObject();
        });
    }
}
