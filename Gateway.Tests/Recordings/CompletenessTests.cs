using System.Globalization;

namespace Gateway.Tests.Recordings;

/// <summary>The recordings themselves: none is missing, and none decides what is not ours to decide.</summary>
public sealed class CompletenessTests
{
    // Marked † in okta.md §5.
    private static readonly int[] Decidable = [17, 20, 26, 27, 33, 41, 44, 57, 62, 64, 71, 76];

    [Fact]
    public void Every_vector_from_1_to_78_has_a_recording() =>
        Assert.Empty(Enumerable.Range(1, 78).Except(Recording.Names.Select(Recording.NumberOf)).Select(number => $"OV-{number}"));

    [Theory, ClassData(typeof(RecordingNames))]
    public void A_recording_says_what_it_is(string recording)
    {
        var read = Recording.Read(recording);

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"OV-{Recording.NumberOf(recording)}"), read.Vector);
        Assert.NotEmpty(read.Title);
        Assert.NotEmpty(read.Source);
        Assert.NotEmpty(read.Dialects);
        Assert.All(read.Dialects, dialect => Assert.Contains(dialect, (string[])["wizard", "template"]));
        Assert.All(read.Steps, step => Assert.False(string.IsNullOrEmpty(step.Does)));
    }

    [Fact]
    public void Only_vectors_that_leave_a_choice_carry_a_decision_and_all_of_them_do() =>
        Assert.Equal(Decidable, Recording.Names.Where(name => Recording.Read(name).Decision is not null).Select(Recording.NumberOf).Distinct());
}
