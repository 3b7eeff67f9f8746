using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Scim.Errors;

/// <summary>What was asked for, or the refusal.</summary>
public readonly struct ScimResult<T> where T : class
{
    private ScimResult(T? value, ScimError? error)
    {
        Value = value;
        Error = error;
    }

    public T? Value { get; }

    public ScimError? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Succeeded => Error is null;

    public static implicit operator ScimResult<T>(T value) => new(value, null);

    internal static ScimResult<T> From(T value) => new(value, null);

    public static implicit operator ScimResult<T>(ScimError error) => new(null, error);
}

/// <summary>For a value whose static type is an interface, which C# does not convert implicitly.</summary>
public static class ScimResult
{
    public static ScimResult<T> Of<T>(T value) where T : class => ScimResult<T>.From(value);
}
