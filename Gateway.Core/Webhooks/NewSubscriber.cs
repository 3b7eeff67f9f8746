using Gateway.Core.Ids;

namespace Gateway.Core.Webhooks;

/// <summary>What an operator asks for when registering a subscriber.</summary>
/// <param name="Url">Where to post; see <see cref="Subscriber.Url"/>.</param>
/// <param name="DirectoryId">Only this directory's events; null: all.</param>
/// <param name="Organization">Only this organization's events; null: all.</param>
/// <param name="EventTypes">Only these types; null: all. An empty list is refused.</param>
/// <param name="Secret">One's own <c>whsec_</c> secret, base64 of 24 to 64 bytes; null: the gateway draws one.</param>
public sealed record NewSubscriber(
    string? Url, DirectoryId? DirectoryId = null, string? Organization = null, IReadOnlyList<string>? EventTypes = null, string? Secret = null);

/// <summary>A registered subscriber and, this once, its secret.</summary>
/// <param name="Subscriber">As stored.</param>
/// <param name="Secret"><c>whsec_…</c>; it is shown here and never again.</param>
public sealed record RegisteredSubscriber(Subscriber Subscriber, string Secret);

/// <summary>What an operator changes. What is null stays as it is.</summary>
/// <param name="Url">A new address; the secrets stay.</param>
/// <param name="EventTypes">The types it now wants.</param>
/// <param name="EveryEventType">True: it wants every type from now on; <paramref name="EventTypes"/> must be null then.</param>
/// <param name="State">Active or paused; <c>disabled</c> is the gateway's own word and is refused.</param>
public sealed record SubscriberChange(
    string? Url = null, IReadOnlyList<string>? EventTypes = null, bool EveryEventType = false, SubscriberState? State = null);
