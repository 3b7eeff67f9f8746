using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Webhooks;

/// <summary>What kind of refusal; the management API answers 400, 404 or 409.</summary>
public enum WebhookErrorKind
{
    Invalid,
    NotFound,
    Conflict,
}

/// <summary>A refusal as an operator receives it.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Field">The field at fault as spelled on the wire, e.g. <c>event_types</c>; null if none.</param>
/// <param name="Detail">One sentence an operator can act on. It never repeats a secret.</param>
public sealed record WebhookError(WebhookErrorKind Kind, string? Field, string Detail)
{
    public static WebhookError Invalid(string field, string detail) => new(WebhookErrorKind.Invalid, field, detail);

    public static WebhookError NotFound(string detail) => new(WebhookErrorKind.NotFound, null, detail);

    public static WebhookError Conflict(string detail) => new(WebhookErrorKind.Conflict, null, detail);
}

/// <summary>What was asked for, or the refusal.</summary>
public readonly struct WebhookResult<T> where T : class
{
    private WebhookResult(T? value, WebhookError? error)
    {
        Value = value;
        Error = error;
    }

    public T? Value { get; }

    public WebhookError? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Succeeded => Error is null;

    public static implicit operator WebhookResult<T>(T value) => new(value, null);

    public static implicit operator WebhookResult<T>(WebhookError error) => new(null, error);
}

/// <summary>A part of a list, in the list's order.</summary>
/// <param name="Data">At most as many as asked for.</param>
/// <param name="Next">Give it back for what follows; null at the end.</param>
public sealed record WebhookPage<T>(IReadOnlyList<T> Data, string? Next);
