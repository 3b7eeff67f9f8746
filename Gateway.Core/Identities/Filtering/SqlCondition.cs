namespace Gateway.Core.Identities.Filtering;

/// <summary>A condition over <c>users r</c> or <c>groups r</c>, for a WHERE clause.</summary>
/// <param name="Sql">In parentheses where needed. It may name <c>@directory</c>, the DirectoryId that the statement around it binds anyway.
/// It may come to NULL, which counts as false.</param>
/// <param name="Parameters">Named <c>f0</c>, <c>f1</c>, …</param>
public sealed record SqlCondition(string Sql, IReadOnlyList<(string Name, object? Value)> Parameters);
