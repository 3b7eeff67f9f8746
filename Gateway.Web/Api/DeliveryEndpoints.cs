using Gateway.Core.Ids;
using Gateway.Core.Webhooks;

namespace Gateway.Web.Api;

/// <summary><c>/api/v1/deliveries</c>, the newest first.</summary>
internal static class DeliveryEndpoints
{
    private const string NotFoundCode = "delivery_not_found";
    private static readonly ApiProblem NotFound = ApiProblem.NotFound(NotFoundCode, "delivery", "/api/v1/deliveries?subscriber_id=…");

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/deliveries", ListAsync);
        api.MapGet("/deliveries/{id}", GetAsync);
        api.MapGet("/deliveries/{id}/attempts", AttemptsAsync);
        api.MapPost("/deliveries/{id}/attempts", SendAgainAsync);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Deliveries deliveries, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(request);
        var (subscriber, state, after, limit) = (query.Id<SubscriberId>("subscriber_id"), ReadState(query), query.Text("after"), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        var page = await deliveries.ListAsync(subscriber, state, after, limit, cancellationToken);
        return page.Value is { } found
            ? ApiAnswers.Ok(new ApiPage<DeliveryBody>([.. found.Data.Select(DeliveryBody.Of)], found.Next))
            : ApiProblem.Of(page.Error!, "subscriber_not_found");
    }

    private static async Task<IResult> GetAsync(string id, Deliveries deliveries, CancellationToken cancellationToken) =>
        TypedId.TryParse<DeliveryId>(id, out var delivery) && await deliveries.FindAsync(delivery, cancellationToken) is { } found
            ? ApiAnswers.Ok(DeliveryBody.Of(found))
            : NotFound;

    private static async Task<IResult> AttemptsAsync(string id, Deliveries deliveries, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<DeliveryId>(id, out var delivery) || await deliveries.FindAsync(delivery, cancellationToken) is null)
        {
            return NotFound;
        }

        var attempts = await deliveries.AttemptsAsync(delivery, cancellationToken);
        return ApiAnswers.Ok(new ApiPage<AttemptBody>([.. attempts.Select(AttemptBody.Of)], null));
    }

    private static async Task<IResult> SendAgainAsync(string id, HttpRequest request, Deliveries deliveries, CancellationToken cancellationToken)
    {
        var body = await ApiBody.ReadAsync(request, cancellationToken);
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!TypedId.TryParse<DeliveryId>(id, out var delivery))
        {
            return NotFound;
        }

        var sent = await deliveries.SendAgainAsync(delivery, cancellationToken);
        return sent.Value is { } found ? ApiAnswers.Accepted(DeliveryBody.Of(found)) : ApiProblem.Of(sent.Error!, NotFoundCode);
    }

    private static DeliveryState? ReadState(ApiQuery query)
    {
        if (query.Text("state") is not { } text)
        {
            return null;
        }

        if (DeliveryStates.Find(text) is { } state)
        {
            return state;
        }

        query.Refuse("state", $"must be one of {string.Join(", ", Enum.GetValues<DeliveryState>().Select(DeliveryStates.ToText))}.");
        return null;
    }
}
