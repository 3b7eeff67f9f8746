using Gateway.Core.Ids;
using Gateway.Core.Webhooks;

namespace Gateway.Web.Api;

/// <summary><c>/api/v1/subscribers</c>.</summary>
internal static class SubscriberEndpoints
{
    private const string NotFoundCode = "subscriber_not_found";
    private const string Fixed = "cannot be changed: register another subscriber.";
    private static readonly ApiProblem NotFound = ApiProblem.NotFound(NotFoundCode, "subscriber", "/api/v1/subscribers");

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/subscribers", CreateAsync);
        api.MapGet("/subscribers", ListAsync);
        api.MapGet("/subscribers/{id}", GetAsync);
        api.MapPatch("/subscribers/{id}", ChangeAsync);
        api.MapDelete("/subscribers/{id}", DeleteAsync);
    }

    private static async Task<IResult> CreateAsync(HttpRequest request, Subscribers subscribers, CancellationToken cancellationToken)
    {
        var body = await ApiBody.ReadAsync(request, cancellationToken);
        var asked = new NewSubscriber(
            body.RequiredText("url"), ReadDirectory(body), body.Text("organization"), body.Texts("event_types"), body.Text("secret"));
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        var registered = await subscribers.CreateAsync(asked, cancellationToken);
        return registered.Value is { } made
            ? ApiAnswers.Created($"/api/v1/subscribers/{made.Subscriber.Id}", SubscriberBody.Of(made))
            : ApiProblem.Of(registered.Error!, NotFoundCode);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Subscribers subscribers, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(request);
        var (directory, after, limit) = (query.Id<DirectoryId>("directory_id"), query.AfterNumber(), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        var page = await subscribers.ListAsync(directory, after == 0 ? null : query.Text("after"), limit, cancellationToken);
        return ApiAnswers.Ok(new ApiPage<SubscriberBody>([.. page.Data.Select(SubscriberBody.Of)], page.Next));
    }

    private static async Task<IResult> GetAsync(string id, Subscribers subscribers, CancellationToken cancellationToken) =>
        TypedId.TryParse<SubscriberId>(id, out var subscriber) && await subscribers.FindAsync(subscriber, cancellationToken) is { } found
            ? ApiAnswers.Ok(SubscriberBody.Of(found))
            : NotFound;

    private static async Task<IResult> ChangeAsync(string id, HttpRequest request, Subscribers subscribers, CancellationToken cancellationToken)
    {
        var body = await ApiBody.ReadAsync(request, cancellationToken);
        var types = body.Texts("event_types");
        var change = new SubscriberChange(
            body.Text("url"), types, EveryEventType: types is null && body.Has("event_types"), ReadState(body));
        body.RefuseIfSent("directory_id", Fixed);
        body.RefuseIfSent("organization", Fixed);
        body.RefuseIfSent("secret", Fixed);
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!TypedId.TryParse<SubscriberId>(id, out var subscriber))
        {
            return NotFound;
        }

        var changed = await subscribers.ChangeAsync(subscriber, change, cancellationToken);
        return changed.Value is { } after ? ApiAnswers.Ok(SubscriberBody.Of(after)) : ApiProblem.Of(changed.Error!, NotFoundCode);
    }

    private static async Task<IResult> DeleteAsync(string id, Subscribers subscribers, CancellationToken cancellationToken) =>
        TypedId.TryParse<SubscriberId>(id, out var subscriber) && await subscribers.DeleteAsync(subscriber, cancellationToken) ? ApiAnswers.Gone : NotFound;

    private static DirectoryId? ReadDirectory(ApiBody body)
    {
        if (body.Text("directory_id") is not { } text)
        {
            return null;
        }

        if (TypedId.TryParse<DirectoryId>(text, out var directory))
        {
            return directory;
        }

        body.Refuse("directory_id", "must be the id of a directory, dir_….");
        return null;
    }

    private static SubscriberState? ReadState(ApiBody body)
    {
        if (body.Text("state") is not { } text)
        {
            return null;
        }

        if (SubscriberStates.Find(text) is { } state)
        {
            return state;
        }

        body.Refuse("state", "must be active or paused.");
        return null;
    }
}
