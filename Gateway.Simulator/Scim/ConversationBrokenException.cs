namespace Gateway.Simulator.Scim;

/// <summary>An answer that leaves Okta without what it needs to go on.</summary>
internal sealed class ConversationBrokenException(string message) : Exception(message);
