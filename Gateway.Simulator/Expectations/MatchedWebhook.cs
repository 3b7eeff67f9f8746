using Gateway.Simulator.Subscriber;

namespace Gateway.Simulator.Expectations;

/// <summary>A webhook and what it was expected as; null where nothing of the kind was owed.</summary>
internal sealed record MatchedWebhook(ReceivedWebhook Webhook, ExpectedEvent? Expected);
