using FsCheck;
using FsCheck.Fluent;
using Gateway.Core.Scim;

namespace Gateway.Tests.Scim;

public sealed class FoldTests
{
    [Theory]
    [InlineData("Jane@X.com", "jane@x.com")]
    [InlineData("JOSE\u0301", "jos\u00e9")]
    [InlineData("\u00c5NGSTR\u00d6M", "\u212bngstr\u00f6m")]
    [InlineData("H\u0331", "\u1e96")]
    [InlineData("\U00010400", "\U00010428")]
    public void Twins_fold_alike(string one, string other) => Assert.Equal(Fold.Of(one), Fold.Of(other));

    [Theory]
    [InlineData("stra\u00dfe", "strasse")]
    [InlineData("\u0131", "i")]
    [InlineData("\ufb01", "fi")]
    [InlineData("a", "\u0430")]
    [InlineData("jose", "jos\u00e9")]
    public void Different_letters_stay_different(string one, string other) => Assert.NotEqual(Fold.Of(one), Fold.Of(other));

    [Fact]
    public void Folding_twice_changes_nothing() => Prop.ForAll(Texts.Any.ToArbitrary(), text => Fold.Of(Fold.Of(text)) == Fold.Of(text)).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_is_that_of_the_utf8_bytes() =>
        Prop.ForAll(Texts.Any.ToArbitrary(), Texts.Any.ToArbitrary(), (a, b) =>
            Math.Sign(Fold.Compare(a, b)) == Math.Sign(System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b))))
            .QuickCheckThrowOnFailure();
}
