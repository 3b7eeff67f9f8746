using System.Text.Json.Serialization;
using Gateway.Core.Webhooks;

namespace Gateway.Web.Api;

/// <summary>A subscriber as the management API shows it.</summary>
internal sealed record SubscriberBody(
    string Id, string Url, string? DirectoryId, string? Organization, IReadOnlyList<string>? EventTypes, string State, string? Reason,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The signing secret; only in the answer to its registration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public static SubscriberBody Of(Subscriber subscriber) => new(
        subscriber.Id.ToString(), subscriber.Url, subscriber.DirectoryId?.ToString(), subscriber.Organization, subscriber.EventTypes,
        subscriber.State.ToText(), subscriber.Reason, subscriber.CreatedAt, subscriber.UpdatedAt);

    public static SubscriberBody Of(RegisteredSubscriber registered) => Of(registered.Subscriber) with { Secret = registered.Secret };
}
