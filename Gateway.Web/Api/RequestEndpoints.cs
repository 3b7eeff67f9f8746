using Gateway.Core.Ids;
using Gateway.Core.Requests;

namespace Gateway.Web.Api;

/// <summary><c>/api/v1/requests</c>: the journal of SCIM requests, the newest first.</summary>
internal static class RequestEndpoints
{
    private static readonly ApiProblem NotFound = ApiProblem.NotFound("request_not_found", "request in the journal", "/api/v1/requests");

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/requests", ListAsync);
        api.MapGet("/requests/{id}", GetAsync);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, RequestStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(request);
        var (directory, after, limit) = (query.Id<DirectoryId>("directory_id"), query.After<RequestId>(), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        var found = directory is { } one
            ? await store.ListAsync(one, after, limit + 1, cancellationToken)
            : await store.ListAcrossDirectoriesAsync(after, limit + 1, cancellationToken);
        return ApiAnswers.Page(found, limit, RequestBody.Of, entry => entry.Id.ToString());
    }

    private static async Task<IResult> GetAsync(string id, RequestStore store, CancellationToken cancellationToken) =>
        TypedId.TryParse<RequestId>(id, out var request) && await store.FindAsync(request, cancellationToken) is { } entry
            ? ApiAnswers.Ok(RequestBody.Of(entry))
            : NotFound;
}

/// <summary>A SCIM request as the management API shows it.</summary>
internal sealed record RequestBody(
    string Id, string? DirectoryId, DateTimeOffset At, string Method, string Path, int Status, int DurationMs, string? Address, string? UserAgent, string? Detail, string? Notes)
{
    public static RequestBody Of(RequestEntry entry) => new(
        entry.Id.ToString(), entry.DirectoryId?.ToString(), entry.At, entry.Method, entry.Path, entry.Status, (int)entry.Duration.TotalMilliseconds,
        entry.Address, entry.UserAgent, entry.Detail, entry.Notes);
}
