namespace Gateway.Core.Identities.Listing;

/// <summary>A user, a group or a member as lists show it: what events tell of it, and who says so since when.</summary>
/// <param name="Payload">The <c>user</c> or <c>group</c> of an event, as JSON.</param>
/// <param name="Source">One of <see cref="Events.Sources"/>; of a member, who stated the membership.</param>
/// <param name="Since">When it was first stated.</param>
/// <param name="LastSeenAt">When it was last stated.</param>
/// <param name="MemberCount">Of a group; else null.</param>
/// <param name="Cursor">Names its place in the list.</param>
public sealed record Listed(string Payload, string Source, DateTimeOffset Since, DateTimeOffset LastSeenAt, int? MemberCount, string Cursor);
