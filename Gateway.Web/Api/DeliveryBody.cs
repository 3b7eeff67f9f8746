using Gateway.Core.Webhooks;

namespace Gateway.Web.Api;

/// <summary>A delivery as the management API shows it.</summary>
internal sealed record DeliveryBody(
    string Id, string SubscriberId, string? DirectoryId, string EventId, string EventType, long Sequence, DateTimeOffset OccurredAt, string State, string? Reason,
    int Attempts, DateTimeOffset? DueAt, AttemptBody? LastAttempt)
{
    public static DeliveryBody Of(Delivery delivery) => new(
        delivery.Id.ToString(), delivery.SubscriberId.ToString(), delivery.DirectoryId?.ToString(), delivery.EventId.ToString(), delivery.EventType,
        delivery.Sequence, delivery.OccurredAt, delivery.State.ToText(), delivery.Reason, delivery.Attempts, delivery.DueAt,
        delivery.LastAttempt is { } attempt ? AttemptBody.Of(attempt) : null);
}

/// <summary>One HTTP request for a delivery.</summary>
internal sealed record AttemptBody(int Number, DateTimeOffset StartedAt, int DurationMs, string Outcome, int? Status, string? Reason, string? Answer)
{
    public static AttemptBody Of(Attempt attempt) => new(
        attempt.Number, attempt.StartedAt, (int)attempt.Duration.TotalMilliseconds, attempt.Outcome, attempt.Status, attempt.Reason, attempt.Answer);
}
